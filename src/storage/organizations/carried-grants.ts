import type { LogoutDelivery } from '../../jobs/queue.ts';
import type { CarriedGrantStore } from '../../organizations/core/carried-grants.ts';
import type { Organization } from '../../organizations/core/organization.ts';
import { payloadPlace, removalOf } from '../database/record-writes.ts';
import { hashId, type Sealer } from '../database/sealing.ts';
import type { Sql } from '../database/sql.ts';
import { deliveriesOf, openSession, type SessionPayload } from '../people/ended-sessions.ts';

type Named = Pick<Organization, 'id' | 'slug'>;

/** The library's JSON of grants and tokens, as far as we read it; it was sealed, so its shape is trusted. */
interface GrantPayload {
  readonly clientId?: string;
}

interface TokenPayload {
  readonly scope?: string;
  readonly claims?: { readonly id_token?: { readonly organization?: { readonly value?: string } | null } };
}

interface Row {
  readonly model: string;
  readonly id_hash: Buffer;
  readonly payload: Buffer;
}

interface GrantRow extends Row {
  readonly clientId: string | undefined;
}

const removeRevoked = removalOf("grant_id_hash = ANY ($1) OR (model = 'Grant' AND id_hash = ANY ($1))");

/** A person has a few grants and sessions, one of each a browser and application. */
export function createCarriedGrantStore(sql: Sql, sealer: Sealer): CarriedGrantStore {
  return {
    async revoke(userId, organization) {
      const grants = await grantsOf(sql, sealer, userId);
      const revoked = await carriedBy(sql, sealer, grants, organization);
      if (revoked.length === 0) return [];
      await sql(removeRevoked, [revoked]);
      return toldOf(sql, sealer, userId, revoked);
    },
  };
}

async function grantsOf(sql: Sql, sealer: Sealer, userId: string): Promise<GrantRow[]> {
  const rows = await sql<Row>(
    "SELECT model, id_hash, payload FROM provider_records WHERE account_id = $1 AND model = 'Grant'",
    [userId],
  );
  return rows.map((row) => ({ ...row, clientId: open<GrantPayload>(sealer, row)?.clientId }));
}

/** Hashes of the ids of those that carried the organization. */
async function carriedBy(
  sql: Sql,
  sealer: Sealer,
  grants: readonly GrantRow[],
  organization: Named,
): Promise<readonly Buffer[]> {
  const clients = await sql<{ id: string; organizationId: string | null }>(
    'SELECT client_id AS id, organization_id AS "organizationId" FROM clients WHERE client_id = ANY ($1)',
    [grants.map(({ clientId }) => clientId)],
  );
  const owners = new Map(clients.map(({ id, organizationId }) => [id, organizationId]));
  const ownerOf = ({ clientId = '' }: GrantRow) => owners.get(clientId);
  const own = grants.filter((grant) => ownerOf(grant) === organization.id);
  const open = grants.filter((grant) => ownerOf(grant) === null);
  const told = await grantsThatTold(sql, sealer, open, organization);
  return [...own.map(({ id_hash }) => id_hash), ...told];
}

async function grantsThatTold(
  sql: Sql,
  sealer: Sealer,
  grants: readonly GrantRow[],
  { slug }: Named,
): Promise<readonly Buffer[]> {
  const rows = await sql<Row & { readonly grant_id_hash: Buffer }>(
    'SELECT model, id_hash, payload, grant_id_hash FROM provider_records WHERE grant_id_hash = ANY ($1)',
    [grants.map(({ id_hash }) => id_hash)],
  );
  const told = rows.filter((row) => tells(open<TokenPayload>(sealer, row), slug));
  return [...new Map(told.map(({ grant_id_hash: hash }) => [hash.toString('hex'), hash])).values()];
}

/** One that names another organization tells of that one alone. */
function tells(token: TokenPayload | null, slug: string): boolean {
  if (token?.scope?.split(' ').includes('organization') !== true) return false;
  const only = token.claims?.id_token?.organization?.value;
  return only === undefined || only === slug;
}

/** The sessions stay, and sign the person in silently where they may. */
async function toldOf(
  sql: Sql,
  sealer: Sealer,
  userId: string,
  revoked: readonly Buffer[],
): Promise<LogoutDelivery[]> {
  const rows = await sql<Row>(
    "SELECT model, id_hash, payload FROM provider_records WHERE account_id = $1 AND model = 'Session'",
    [userId],
  );
  const hashes = new Set(revoked.map((hash) => hash.toString('hex')));
  const isRevoked = (grantId: string | undefined) =>
    grantId !== undefined && hashes.has(hashId(grantId).toString('hex'));
  return deliveriesOf(
    sql,
    sealer,
    rows.map((row) => withAuthorizations(openSession(sealer, row), isRevoked)),
  );
}

function withAuthorizations(
  { accountId, authorizations = {} }: SessionPayload,
  isRevoked: (grantId: string | undefined) => boolean,
): SessionPayload {
  const kept = Object.entries(authorizations).filter(([, { grantId }]) => isRevoked(grantId));
  return { ...(accountId === undefined ? {} : { accountId }), authorizations: Object.fromEntries(kept) };
}

/** What does not open is of no use to anybody. */
function open<Payload>(sealer: Sealer, { model, id_hash, payload }: Row): Payload | null {
  try {
    return JSON.parse(sealer.open(payload, payloadPlace(model, id_hash)).toString('utf8')) as Payload;
  } catch {
    return null;
  }
}
