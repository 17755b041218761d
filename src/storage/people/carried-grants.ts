import type { CarriedGrantStore } from '../../organizations/core/carried-grants.ts';
import type { Organization } from '../../organizations/core/organization.ts';
import type { SealedSql } from '../database/sealed-sql.ts';
import type { Sealer } from '../database/sealing.ts';
import type { Sql } from '../database/sql.ts';
import { type GrantRow, grantsOf, revokeGrants } from './grants.ts';
import { openRecord, type RecordRow } from './records.ts';

type Named = Pick<Organization, 'id' | 'slug'>;

/** The library's JSON of tokens, as far as we read it; it was sealed, so its shape is trusted. */
interface TokenPayload {
  readonly scope?: string;
  readonly claims?: { readonly id_token?: { readonly organization?: { readonly value?: string } | null } };
}

export function createCarriedGrantStore(sql: Sql, sealer: Sealer): CarriedGrantStore {
  return {
    async revoke(userId, organization) {
      const grants = await grantsOf(sql, sealer, userId);
      const sealed = { sql, sealer };
      const revoked = await carriedBy(sealed, grants, organization);
      return revoked.length === 0 ? [] : revokeGrants(sealed, userId, revoked);
    },
  };
}

/** Hashes of the ids of those that carried the organization. */
async function carriedBy(
  sealed: SealedSql,
  grants: readonly GrantRow[],
  organization: Named,
): Promise<readonly Buffer[]> {
  const clients = await sealed.sql<{ id: string; organizationId: string | null }>(
    'SELECT client_id AS id, organization_id AS "organizationId" FROM clients WHERE client_id = ANY ($1)',
    [grants.map(({ clientId }) => clientId)],
  );
  const owners = new Map(clients.map(({ id, organizationId }) => [id, organizationId]));
  const ownerOf = ({ clientId = '' }: GrantRow) => owners.get(clientId);
  const own = grants.filter((grant) => ownerOf(grant) === organization.id);
  const open = grants.filter((grant) => ownerOf(grant) === null);
  const told = await grantsThatTold(sealed, open, organization);
  return [...own.map(({ id_hash }) => id_hash), ...told];
}

async function grantsThatTold(
  { sql, sealer }: SealedSql,
  grants: readonly GrantRow[],
  { slug }: Named,
): Promise<readonly Buffer[]> {
  const rows = await sql<RecordRow & { readonly grant_id_hash: Buffer }>(
    'SELECT model, id_hash, payload, grant_id_hash FROM provider_records WHERE grant_id_hash = ANY ($1)',
    [grants.map(({ id_hash }) => id_hash)],
  );
  const told = rows.filter((row) => tells(openRecord<TokenPayload>(sealer, row), slug));
  return [...new Map(told.map(({ grant_id_hash: hash }) => [hash.toString('hex'), hash])).values()];
}

/** One that names another organization tells of that one alone. */
function tells(token: TokenPayload | null, slug: string): boolean {
  if (token?.scope?.split(' ').includes('organization') !== true) return false;
  const only = token.claims?.id_token?.organization?.value;
  return only === undefined || only === slug;
}
