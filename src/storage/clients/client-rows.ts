import type { Environment } from '../../environments/environment.ts';
import type {
  ClientInEnvironment,
  ClientMetadata,
  RegisteredClient,
  ServedClient,
} from '../../environments/store.ts';
import { SealBroken, type Sealer } from '../database/sealing.ts';
import { registrationsNow } from './version-entity.ts';

export interface ClientRow {
  readonly client_id: string;
  readonly metadata: Buffer;
  readonly organization_id: string | null;
  readonly first_party: boolean;
  readonly require_level: 1 | 2 | 3 | null;
  readonly require_mfa_max_age_seconds: number | null;
  readonly created_at: Date;
  readonly name: string;
  readonly mfa: Environment['mfa'];
  readonly pilot: Environment['pilot'];
}

// Each column by its name: a statement of `*` is refused on every connection that knows it from before a migration.
const columns = `c.client_id, c.metadata, c.organization_id, c.first_party, c.require_level,
    c.require_mfa_max_age_seconds, c.created_at, e.name, e.mfa, e.pilot`;

const tables = 'clients c JOIN environments e ON e.name = c.environment';

export const selectClients = `SELECT ${columns}, u.used_on::text AS last_used_on
  FROM ${tables} LEFT JOIN client_uses u ON u.client_id = c.client_id`;

/** Made once: the text of a statement is what it is recognized by. */
export const selectVersioned = `SELECT ${columns}, ${registrationsNow} AS version
  FROM ${tables} WHERE c.client_id = ANY ($1)`;

/** A row of `selectClients`. */
export interface UsedClientRow extends ClientRow {
  readonly last_used_on: string | null;
}

export function openRow(sealer: Sealer, row: UsedClientRow): ClientInEnvironment | null {
  const found = openClient(sealer, row);
  return found && { ...found, lastUsedOn: row.last_used_on };
}

/** Null when no key opens it. */
export function openClient(sealer: Sealer, row: ClientRow): ServedClient | null {
  const metadata = openMetadata(sealer, row);
  if (metadata === undefined) return null;
  return {
    client: clientOf(row, metadata),
    environment: { name: row.name, mfa: row.mfa, pilot: row.pilot },
  };
}

/** Undefined when no key opens it. */
export function openMetadata(
  sealer: Sealer,
  row: Pick<ClientRow, 'client_id' | 'metadata'>,
): ClientMetadata | undefined {
  try {
    return JSON.parse(sealer.open(row.metadata, metadataPlace(row.client_id)).toString('utf8'));
  } catch (error) {
    if (error instanceof SealBroken) return undefined;
    throw error;
  }
}

function clientOf(row: ClientRow, metadata: ClientMetadata): RegisteredClient {
  return {
    clientId: row.client_id,
    metadata,
    environment: row.name,
    organizationId: row.organization_id,
    firstParty: row.first_party,
    requireLevel: row.require_level,
    requireMfaMaxAgeSeconds: row.require_mfa_max_age_seconds,
    createdAt: row.created_at,
  };
}

/** Where client metadata is sealed to. */
export function metadataPlace(clientId: string): string {
  return `clients.metadata:${clientId}`;
}
