import { randomUUID } from 'node:crypto';
import type { Job, JobKind, JobOf, TakenJob } from '../../jobs/queue.ts';
import type { Sealer } from './sealing.ts';

/** A job holds addresses, codes and links, so it is sealed whole. */
export interface JobData {
  readonly sealed: string;
}

interface Content {
  readonly job: Job;
  readonly failures: number;
}

/** When a job is tried next. */
export interface NextAttempt {
  readonly dueAt: Date | 'at once';
  /** Counts attempts so far. */
  readonly failures: number;
}

/** What the library inserts. */
export function rowOf(sealer: Sealer, job: Job, { dueAt, failures }: NextAttempt) {
  const id = randomUUID();
  const content: Content = { job, failures };
  const data: JobData = { sealed: sealer.seal(JSON.stringify(content), placeOf(id)).toString('base64') };
  const group = job.kind === 'deliver-logout' ? { group: { id: job.delivery.clientId } } : {};
  return { id, data, priority: dueAt === 'at once' ? highestPriority : priorityOf(dueAt), ...group };
}

/** The jobs that could be opened, and the rows that could not. */
export function openRows<Kind extends JobKind>(
  sealer: Sealer,
  kind: Kind,
  rows: readonly { readonly id: string; readonly data: JobData; readonly retryCount: number }[],
) {
  const opened: TakenJob<Kind>[] = [];
  const damaged: { id: string; retryCount: number }[] = [];
  for (const { id, data, retryCount } of rows) {
    const content = openContent(sealer, id, data);
    if (content?.job.kind !== kind) damaged.push({ id, retryCount });
    // The kind was compared, which the compiler does not connect to the type parameter.
    else opened.push({ id, claim: retryCount, job: content.job as JobOf<Kind>, failures: content.failures });
  }
  return [opened, damaged] as const;
}

function openContent(sealer: Sealer, id: string, { sealed }: JobData): Content | null {
  try {
    return JSON.parse(sealer.open(Buffer.from(sealed, 'base64'), placeOf(id)).toString('utf8'));
  } catch {
    return null;
  }
}

function placeOf(id: string): string {
  return `jobs.data:${id}`;
}

/**
 * The library compares its own time of start with the clock of the database; ours is passed in. So the second in which
 * a job is due is its priority, negative: the longest due comes first, and what lies ahead is below the least.
 */
export function priorityOf(at: Date): number {
  return -Math.floor((at.getTime() - firstSecond) / 1000);
}

/** What is due at once is so by every clock, however much one is behind another. */
const highestPriority = 2 ** 31 - 1;

/** Priorities are 32 bits; from here they last for 68 years. */
const firstSecond = Date.UTC(2026);
