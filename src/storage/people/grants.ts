import type { LogoutDelivery } from '../../jobs/queue.ts';
import type { OwnGrant, OwnGrantStore } from '../../people/own-grants.ts';
import type { ConsentTerms } from '../../people/remembered-consent.ts';
import { removalOf } from '../database/record-writes.ts';
import type { SealedSql } from '../database/sealed-sql.ts';
import { hashId, type Sealer } from '../database/sealing.ts';
import type { Sql } from '../database/sql.ts';
import { deliveriesOf, openSession, type SessionPayload } from './ended-sessions.ts';
import { usesOf } from './grant-uses.ts';
import { openRecord, type RecordRow } from './records.ts';

/** The library's JSON of a grant, as far as we read it; it was sealed, so its shape is trusted. */
interface GrantPayload {
  /** Epoch seconds. */
  readonly iat?: number;
  readonly clientId?: string;
  readonly openid?: { readonly scope?: string };
  readonly resources?: Readonly<Record<string, string>>;
}

export interface GrantRow extends RecordRow {
  readonly clientId: string | undefined;
  readonly scopes: readonly string[];
  readonly grantedAt: Date;
  readonly expires_at: Date;
}

const removeRevoked = removalOf("grant_id_hash = ANY ($1) OR (model = 'Grant' AND id_hash = ANY ($1))");

/** What a consent is found by from outside, like a grant by the hash of its id. */
const consentHash = "sha256(convert_to('consent ' || user_id || ' ' || client_id, 'UTF8'))";

const selectConsents = `SELECT ${consentHash} AS hash, client_id AS "clientId", terms, agreed_at AS "grantedAt",
    expires_at AS "expiresAt" FROM consents WHERE user_id = $1`;

interface ConsentRow extends Pick<OwnGrant, 'hash' | 'clientId' | 'grantedAt' | 'expiresAt'> {
  readonly terms: ConsentTerms;
}

export function createOwnGrantStore(sql: Sql, sealer: Sealer): OwnGrantStore {
  const consentsOf = (userId: string) => sql<ConsentRow>(selectConsents, [userId]);
  const forget = async (userId: string, clientId: string) => {
    const removal = 'DELETE FROM consents WHERE user_id = $1 AND client_id = $2 RETURNING 1';
    return (await sql(removal, [userId, clientId])).length > 0;
  };
  // Asked once the consent is gone: no grant is made of it any more.
  const hashesOf = async (userId: string, clientId: string) =>
    (await grantsOf(sql, sealer, userId))
      .filter((grant) => grant.clientId === clientId)
      .map(({ id_hash }) => id_hash);
  return {
    async isLive(hash, now) {
      const rows = await sql(
        "SELECT 1 FROM provider_records WHERE id_hash = $1 AND model = 'Grant' AND expires_at > $2",
        [hash, now],
      );
      return rows.length > 0;
    },
    async ofUser(userId, now) {
      const isLive = ({ expiresAt }: Pick<OwnGrant, 'expiresAt'>) => expiresAt > now;
      const rows = await grantsOf(sql, sealer, userId);
      const uses = await usesOf(
        { sql, sealer },
        rows.map(({ id_hash }) => id_hash),
      );
      const grants = rows.map((row) => ownGrantOf(row, uses)).filter(isLive);
      const consents = (await consentsOf(userId)).filter(isLive).map(consentedOf);
      return [grants, consents.filter((consent) => !isToldBy(grants, consent))].flatMap((some) =>
        some.toSorted((one, other) => other.expiresAt.getTime() - one.expiresAt.getTime()),
      );
    },
    async revoke(userId, hash) {
      const grants = (await grantsOf(sql, sealer, userId)).map((row) => ownGrantOf(row, new Map()));
      const named = [...grants, ...(await consentsOf(userId))].find((each) => each.hash.equals(hash));
      if (named === undefined) return null;
      const { clientId } = named;
      const isForgotten = await forget(userId, clientId);
      const hashes = isForgotten ? await hashesOf(userId, clientId) : [hash];
      return { clientId, deliveries: await revokeGrants({ sql, sealer }, userId, hashes) };
    },
    async revokeClient(userId, clientId) {
      const isForgotten = await forget(userId, clientId);
      const hashes = await hashesOf(userId, clientId);
      if (hashes.length === 0 && !isForgotten) return null;
      return { clientId, deliveries: await revokeGrants({ sql, sealer }, userId, hashes) };
    },
  };
}

/** Whether live grants of its application say all that the next one may be made of. */
function isToldBy(grants: readonly OwnGrant[], { clientId, scopes }: OwnGrant): boolean {
  const live = grants.filter((grant) => grant.clientId === clientId);
  const told = new Set(live.flatMap((grant) => grant.scopes));
  return live.length > 0 && scopes.every((scope) => told.has(scope));
}

function ownGrantOf(
  { id_hash: hash, clientId = '', scopes, grantedAt, expires_at: expiresAt }: GrantRow,
  uses: ReadonlyMap<string, Date>,
): OwnGrant {
  const lastUsedAt = uses.get(hash.toString('hex')) ?? null;
  return { hash, clientId, scopes, grantedAt, lastUsedAt, expiresAt };
}

function consentedOf({ terms, ...consent }: ConsentRow): OwnGrant {
  const { scopes, resources } = terms;
  const all = new Set([...scopes, ...Object.values(resources).flat()]);
  return { ...consent, scopes: [...all], lastUsedAt: null };
}

/** Of one user: a few, one of each a browser and application. */
export async function grantsOf(sql: Sql, sealer: Sealer, userId: string): Promise<GrantRow[]> {
  const rows = await sql<RecordRow & { readonly expires_at: Date }>(
    "SELECT model, id_hash, payload, expires_at FROM provider_records WHERE account_id = $1 AND model = 'Grant'",
    [userId],
  );
  return rows.map((row) => {
    const payload = openRecord<GrantPayload>(sealer, row);
    const scopes = [payload?.openid?.scope, ...Object.values(payload?.resources ?? {})];
    return {
      ...row,
      clientId: payload?.clientId,
      grantedAt: new Date((payload?.iat ?? 0) * 1000),
      // A scope of our own API is granted as such and at the API.
      scopes: [...new Set(scopes.flatMap((scope) => scope?.split(' ') ?? []))],
    };
  });
}

/** Removes grants with their tokens. @returns the applications that want to be told */
export async function revokeGrants(
  sealed: SealedSql,
  userId: string,
  hashes: readonly Buffer[],
): Promise<readonly LogoutDelivery[]> {
  await sealed.sql(removeRevoked, [hashes]);
  return toldOf(sealed, userId, hashes);
}

/** The sessions stay, and sign the person in silently where they may. */
async function toldOf(
  { sql, sealer }: SealedSql,
  userId: string,
  revoked: readonly Buffer[],
): Promise<LogoutDelivery[]> {
  const rows = await sql<RecordRow>(
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
