import type { DeadLetter, DeadLetterStore } from '../../jobs/dead-letters.ts';
import type { JobKind } from '../../jobs/queue.ts';
import { deadPriority, type JobData, openContent } from './job-rows.ts';
import type { Sealer } from './sealing.ts';
import type { Sql } from './sql.ts';

interface Row {
  readonly id: string;
  readonly kind: JobKind;
  readonly data: JobData;
  readonly failedAt: Date;
}

/** Dead letters lie in the queue, where nobody takes them (job-rows.ts). */
export function createDeadLetterStore(sql: Sql, sealer: Sealer): DeadLetterStore {
  return {
    async page(after, limit) {
      const rows = await sql<Row>(page, [deadPriority, after?.failedAt ?? null, after?.id ?? null, limit]);
      return rows.map((row) => letterOf(sealer, row));
    },
    async find(id) {
      const [row] = await sql<Row>(find, [deadPriority, id]);
      return row === undefined ? null : letterOf(sealer, row);
    },
    async take(ids) {
      const rows = await sql<Row>(take, [deadPriority, ids]);
      return rows.map((row) => letterOf(sealer, row));
    },
  };
}

const isDead = "priority = $1 AND state = 'created'";

const columns = 'id::text, name AS kind, data, start_after AS "failedAt"';

const page = `SELECT ${columns} FROM pgboss.job
  WHERE ${isDead} AND ($2::timestamptz IS NULL OR (start_after, id) < ($2, $3::uuid))
  ORDER BY start_after DESC, id DESC LIMIT $4`;

const find = `SELECT ${columns} FROM pgboss.job WHERE ${isDead} AND id = $2`;

/** What another transaction is taking is passed over: so nobody waits for it, and neither for the other. */
const take = `WITH taken AS (SELECT name, id FROM pgboss.job WHERE ${isDead} AND id = ANY ($2::uuid[]) FOR UPDATE SKIP LOCKED)
  DELETE FROM pgboss.job WHERE (name, id) IN (SELECT name, id FROM taken) RETURNING ${columns}`;

function letterOf(sealer: Sealer, { id, kind, data, failedAt }: Row): DeadLetter {
  const content = openContent(sealer, id, data);
  if (content?.job.kind !== kind) return { id, kind, failedAt, content: null };
  return { id, kind, failedAt, content: { job: content.job, reason: content.reason ?? '' } };
}
