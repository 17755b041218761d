import type { OneTimeLink, OneTimeLinkStore } from '../../links/one-time-links.ts';
import { SealBroken, type Sealer } from '../database/sealing.ts';
import type { Sql } from '../database/sql.ts';

type Row = Omit<OneTimeLink, 'detail'> & { readonly detail: { readonly sealed: string } };

const columns = `token_hash AS "tokenHash", kind, user_id AS "userId", organization_id AS "organizationId", detail,
  created_at AS "createdAt", expires_at AS "expiresAt"`;

/** Details are sealed: they hold seeds that are being set up and addresses. */
export function createOneTimeLinkStore(sql: Sql, sealer: Sealer): OneTimeLinkStore {
  return {
    async create({ tokenHash, kind, userId, organizationId, detail, createdAt, expiresAt }) {
      await sql(
        `INSERT INTO one_time_links (token_hash, kind, user_id, organization_id, detail, created_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7)`,
        [
          tokenHash,
          kind,
          userId,
          organizationId,
          sealDetail(sealer, tokenHash, detail),
          createdAt,
          expiresAt,
        ],
      );
    },
    async replaceAll(kind, links) {
      const userIds = links.map(({ userId }) => userId);
      await sql('DELETE FROM one_time_links WHERE user_id = ANY ($1) AND kind = $2', [userIds, kind]);
      await sql(
        `INSERT INTO one_time_links (kind, token_hash, user_id, organization_id, detail, created_at, expires_at)
         SELECT $1, * FROM unnest($2::bytea[], $3::uuid[], $4::uuid[], $5::jsonb[], $6::timestamptz[], $7::timestamptz[])`,
        [
          kind,
          links.map(({ tokenHash }) => tokenHash),
          userIds,
          links.map(({ organizationId }) => organizationId),
          links.map(({ tokenHash, detail }) => sealDetail(sealer, tokenHash, detail)),
          links.map(({ createdAt }) => createdAt),
          links.map(({ expiresAt }) => expiresAt),
        ],
      );
    },
    async find(kind, tokenHash, now) {
      const [row] = await sql<Row>(
        `SELECT ${columns} FROM one_time_links WHERE token_hash = $1 AND kind = $2 AND expires_at > $3`,
        [tokenHash, kind, now],
      );
      return linkOf(sealer, row);
    },
    async spend(kind, tokenHash, now) {
      const [row] = await sql<Row>(
        `DELETE FROM one_time_links WHERE token_hash = $1 AND kind = $2 AND expires_at > $3 RETURNING ${columns}`,
        [tokenHash, kind, now],
      );
      return linkOf(sealer, row);
    },
    async ofUser(userId, kind, now) {
      const rows = await sql<Row>(
        `SELECT ${columns} FROM one_time_links WHERE user_id = $1 AND kind = $2 AND expires_at > $3
         ORDER BY created_at DESC, token_hash`,
        [userId, kind, now],
      );
      return rows.map((row) => linkOf(sealer, row)).filter((link) => link !== null);
    },
    async withdraw(userId, kinds) {
      await sql('DELETE FROM one_time_links WHERE user_id = $1 AND kind = ANY ($2)', [userId, kinds]);
    },
    async withdrawOf(userIds, kinds) {
      await sql('DELETE FROM one_time_links WHERE user_id = ANY ($1) AND kind = ANY ($2)', [userIds, kinds]);
    },
    async withdrawIssued(kind, { organizationId, email }) {
      await sql(
        // Locks the person before their links, as everybody does who has to do with both.
        `WITH owner AS (SELECT id FROM users WHERE email = $3 FOR NO KEY UPDATE)
         DELETE FROM one_time_links USING owner
         WHERE one_time_links.kind = $1 AND one_time_links.organization_id = $2 AND one_time_links.user_id = owner.id`,
        [kind, organizationId, email],
      );
    },
  };
}

/** One whose detail does not open is as good as expired. */
function linkOf(sealer: Sealer, row: Row | undefined): OneTimeLink | null {
  if (row === undefined) return null;
  try {
    const detail = sealer.open(Buffer.from(row.detail.sealed, 'base64'), placeOf(row.tokenHash));
    return { ...row, detail: JSON.parse(detail.toString('utf8')) };
  } catch (error) {
    if (error instanceof SealBroken) return null;
    throw error;
  }
}

function sealDetail(sealer: Sealer, tokenHash: Buffer, detail: unknown): string {
  const sealed = sealer.seal(JSON.stringify(detail ?? null), placeOf(tokenHash));
  return JSON.stringify({ sealed: sealed.toString('base64') });
}

function placeOf(tokenHash: Buffer): string {
  return `one_time_links.detail:${tokenHash.toString('hex')}`;
}
