import { type JobKind, jobKinds } from '../../jobs/queue.ts';
import { type JobData, openRows } from './job-rows.ts';
import { isNaming, type Traces } from './naming.ts';
import type { Sealer } from './sealing.ts';
import type { Sql } from './sql.ts';

/** Jobs that are opened at once. */
const batchSize = 500;

const firstId = '00000000-0000-0000-0000-000000000000';

interface Row {
  readonly id: string;
  readonly data: JobData;
  readonly retryCount: number;
}

/** Ids of the jobs, in whatever state, that name somebody; the library does not know what is in them. */
export async function* jobsNaming(
  sql: Sql,
  sealer: Sealer,
  traces: Traces,
): AsyncGenerator<{ readonly kind: JobKind; readonly ids: string[] }, void, undefined> {
  for (const kind of jobKinds) {
    for (let after: string | undefined = firstId; after !== undefined; ) {
      const rows: readonly Row[] = await sql<Row>(select, [kind, after, batchSize]);
      const [opened] = openRows(sealer, kind, rows);
      const ids = opened.filter(({ job }) => isNaming(job, traces)).map(({ id }) => id);
      if (ids.length > 0) yield { kind, ids };
      after = rows.length === batchSize ? rows.at(-1)?.id : undefined;
    }
  }
}

const select = `SELECT id::text, data, retry_count AS "retryCount" FROM pgboss.job
  WHERE name = $1 AND id > $2 ORDER BY id LIMIT $3`;
