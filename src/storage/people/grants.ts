import type { LogoutDelivery } from '../../jobs/queue.ts';
import type { OwnGrantStore } from '../../people/own-grants.ts';
import { payloadPlace, removalOf } from '../database/record-writes.ts';
import type { SealedSql } from '../database/sealed-sql.ts';
import { hashId, type Sealer } from '../database/sealing.ts';
import type { Sql } from '../database/sql.ts';
import { deliveriesOf, openSession, type SessionPayload } from './ended-sessions.ts';

/** The library's JSON of a grant, as far as we read it; it was sealed, so its shape is trusted. */
interface GrantPayload {
  readonly clientId?: string;
  readonly openid?: { readonly scope?: string };
  readonly resources?: Readonly<Record<string, string>>;
}

export interface RecordRow {
  readonly model: string;
  readonly id_hash: Buffer;
  readonly payload: Buffer;
}

export interface GrantRow extends RecordRow {
  readonly clientId: string | undefined;
  readonly scopes: readonly string[];
  readonly expires_at: Date;
}

const removeRevoked = removalOf("grant_id_hash = ANY ($1) OR (model = 'Grant' AND id_hash = ANY ($1))");

export function createOwnGrantStore(sql: Sql, sealer: Sealer): OwnGrantStore {
  return {
    async ofUser(userId, now) {
      const grants = await grantsOf(sql, sealer, userId);
      return grants
        .filter(({ expires_at }) => expires_at > now)
        .toSorted((one, other) => other.expires_at.getTime() - one.expires_at.getTime())
        .map(({ id_hash: hash, clientId = '', scopes, expires_at: expiresAt }) => ({
          hash,
          clientId,
          scopes,
          expiresAt,
        }));
    },
    async revoke(userId, hash) {
      const grants = await grantsOf(sql, sealer, userId);
      const isOwn = grants.some(({ id_hash }) => id_hash.equals(hash));
      return isOwn ? revokeGrants({ sql, sealer }, userId, [hash]) : null;
    },
  };
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

/** What does not open is of no use to anybody. */
export function openRecord<Payload>(sealer: Sealer, { model, id_hash, payload }: RecordRow): Payload | null {
  try {
    return JSON.parse(sealer.open(payload, payloadPlace(model, id_hash)).toString('utf8')) as Payload;
  } catch {
    return null;
  }
}
