import type { Environment } from '../../environments/environment.ts';
import type { ClientInEnvironment, ClientMetadata, RegisteredClient } from '../../environments/store.ts';
import { SealBroken, type Sealer } from '../database/sealing.ts';

export interface ClientRow {
  readonly client_id: string;
  readonly metadata: Buffer;
  readonly organization_id: string | null;
  readonly first_party: boolean;
  readonly require_level: 1 | 2 | 3 | null;
  readonly require_mfa_max_age_seconds: number | null;
  readonly created_at: Date;
  readonly last_used_on: string | null;
  readonly name: string;
  readonly mfa: Environment['mfa'];
  readonly pilot: Environment['pilot'];
}

// Each column by its name: a statement of `*` is refused on every connection that knows it from before a migration.
export const selectClients = `SELECT c.client_id, c.metadata, c.organization_id, c.first_party, c.require_level,
    c.require_mfa_max_age_seconds, c.created_at, u.used_on::text AS last_used_on,
    e.name, e.mfa, e.pilot
  FROM clients c JOIN environments e ON e.name = c.environment LEFT JOIN client_uses u ON u.client_id = c.client_id`;

export function openRow(sealer: Sealer, row: ClientRow): ClientInEnvironment | null {
  const metadata = openMetadata(sealer, row);
  if (metadata === undefined) return null;
  return {
    client: clientOf(row, metadata),
    environment: { name: row.name, mfa: row.mfa, pilot: row.pilot },
    lastUsedOn: row.last_used_on,
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
