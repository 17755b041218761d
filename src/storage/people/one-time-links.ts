import { mailedKinds } from '../../links/mailed-links.ts';
import type { OneTimeLink, OneTimeLinkKind, OneTimeLinkStore } from '../../links/one-time-links.ts';
import type { Ending } from '../../refusal/refusal.ts';
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
      await end(sql, { userIds, kinds: [kind], ending: 'replaced' });
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
      const values = [tokenHash, kind, now];
      const [row] = isMailed(kind)
        ? await sql<Row>(spendMailed, [...values, traceOf('used')])
        : await sql<Row>(spendOther, values);
      return linkOf(sealer, row);
    },
    async endingOf(kinds, tokenHash, now) {
      const [row] = await sql<{ readonly ending: Ending }>(
        `SELECT CASE kind WHEN '${ended}' THEN detail ->> 'ending' ELSE 'expired' END AS ending FROM one_time_links
         WHERE token_hash = $1 AND (kind = ANY ($2) AND expires_at <= $3
           OR kind = '${ended}' AND detail ->> 'kind' = ANY ($2))`,
        [tokenHash, kinds, now],
      );
      return row?.ending ?? null;
    },
    async ofUser(userId, kind, now) {
      const rows = await sql<Row>(
        `SELECT ${columns} FROM one_time_links WHERE user_id = $1 AND kind = $2 AND expires_at > $3
         ORDER BY created_at DESC, token_hash`,
        [userId, kind, now],
      );
      return rows.map((row) => linkOf(sealer, row)).filter((link) => link !== null);
    },
    async withdraw(userId, kinds, ending = 'withdrawn') {
      await end(sql, { userIds: [userId], kinds, ending });
    },
    async withdrawOf(userIds, kinds) {
      await end(sql, { userIds, kinds, ending: 'withdrawn' });
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

/** What a mailed link becomes: how it ended, and nothing of what was in it. It is swept like one that has expired. */
const ended = 'ended';

const isMailed = (kind: OneTimeLinkKind) => mailedKinds.some((each) => each === kind);

const traceOf = (ending: Ending) => JSON.stringify({ ending });

/** Makes an end of links; `$1` is the trace. */
const leaveTrace = (trace: string) => `UPDATE one_time_links SET kind = '${ended}', organization_id = NULL,
  detail = ${trace}::jsonb || jsonb_build_object('kind', kind)`;

const spendOther = `DELETE FROM one_time_links WHERE token_hash = $1 AND kind = $2 AND expires_at > $3
  RETURNING ${columns}`;

/** Who comes second waits for the lock, and then finds another kind. */
const spendMailed = `WITH found AS (SELECT ${columns} FROM one_time_links
    WHERE token_hash = $1 AND kind = $2 AND expires_at > $3 FOR UPDATE),
  traced AS (${leaveTrace('$4')} WHERE token_hash IN (SELECT "tokenHash" FROM found))
  SELECT * FROM found`;

interface Ended {
  readonly userIds: readonly string[];
  readonly kinds: readonly OneTimeLinkKind[];
  readonly ending: Ending;
}

async function end(sql: Sql, { userIds, kinds, ending }: Ended): Promise<void> {
  const mailed = kinds.filter(isMailed);
  const others = kinds.filter((kind) => !isMailed(kind));
  const where = 'WHERE user_id = ANY ($1) AND kind = ANY ($2)';
  if (mailed.length > 0) await sql(`${leaveTrace('$3')} ${where}`, [userIds, mailed, traceOf(ending)]);
  if (others.length > 0) await sql(`DELETE FROM one_time_links ${where}`, [userIds, others]);
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
