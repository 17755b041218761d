import type { Job, JobKind } from '../../src/jobs/queue.ts';
import { rowOf } from '../../src/storage/database/job-rows.ts';
import { createSealer, type Sealer } from '../../src/storage/database/sealing.ts';
import type { OpenDb } from '../../src/stores.ts';
import { testKey } from './server.ts';

/** Gives up all that is due of a kind, as a worker does after the last attempt. @returns how many there were */
export async function loseAll(db: OpenDb, kind: JobKind, reason = 'it answered 500'): Promise<number> {
  const take = () => db.queue.take(kind, new Date(), 50);
  let lost = 0;
  for (let taken = await take(); taken.length > 0; taken = await take()) {
    for (const each of taken) await db.queue.lose(each, { at: new Date(), reason });
    lost += taken.length;
  }
  return lost;
}

/** Puts a job in as one that was given up, and touches nothing that waits. @returns the id of its dead letter */
export async function deadLetterOf(
  { sql }: Pick<OpenDb, 'sql'>,
  job: Job,
  { reason = 'EENVELOPE 550', sealer = createSealer([testKey]) }: { reason?: string; sealer?: Sealer } = {},
): Promise<string> {
  const since = new Date();
  const row = rowOf(sealer, job, { dueAt: 'never', failures: 77, since, reason });
  await sql(
    `INSERT INTO pgboss.job (id, name, data, priority, start_after, keep_until, policy)
     VALUES ($1, $2, $3, $4, $5, $5::timestamptz + make_interval(secs => $6), 'standard')`,
    [row.id, job.kind, JSON.stringify(row.data), row.priority, since, row.retentionSeconds],
  );
  return row.id;
}

/** The same of a mail to an address. */
export function lostMail(
  db: Pick<OpenDb, 'sql'>,
  email: string,
  how: Parameters<typeof deadLetterOf>[2] = {},
): Promise<string> {
  const to = { email, language: '', timeZone: 'UTC' };
  const notice = { kind: 'recovery-code-used', codesLeft: 3 } as const;
  return deadLetterOf(db, { kind: 'send-mail', to, notice, happenedAt: Date.now() }, how);
}
