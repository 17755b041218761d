import type { QueueState } from '../../instance/instance-store.ts';
import { deadPriority, highestPriority } from './job-rows.ts';
import type { Sql } from './sql.ts';

/** What has failed is due at an instant, or never; everything else at once (job-rows.ts). */
const states = `SELECT name AS kind, count(*) FILTER (WHERE priority > $2)::int AS waiting,
    count(*) FILTER (WHERE priority > $2 AND priority < $1)::int AS retrying,
    count(*) FILTER (WHERE priority = $2)::int AS failed,
    min(start_after) FILTER (WHERE priority > $2) AS "oldestSince"
  FROM pgboss.job WHERE state < 'completed' AND name NOT LIKE '\\_\\_pgboss%' GROUP BY name ORDER BY name`;

/** Those under way are among those that wait. */
export function queueStates(sql: Sql): Promise<readonly QueueState[]> {
  return sql<QueueState>(states, [highestPriority, deadPriority]);
}
