import { randomUUID } from 'node:crypto';
import { keptDays } from '../../jobs/dead-letters.ts';
import type { Job, JobKind, JobOf, TakenJob } from '../../jobs/queue.ts';
import type { Sealer } from './sealing.ts';

/** A job holds addresses, codes and links, so it is sealed whole. */
export interface JobData {
  readonly sealed: string;
}

interface Content {
  readonly job: Job;
  readonly failures: number;
  /** Epoch milliseconds; absent in what an older version has put in. */
  readonly since?: number;
  /** Of a dead letter. */
  readonly reason?: string;
}

/** When a job is tried next; a dead letter never is by itself. */
export interface NextAttempt {
  readonly dueAt: Date | 'at once' | 'never';
  /** Counts attempts so far. */
  readonly failures: number;
  /** Since when it waits: for its first success, or, as a dead letter, for somebody to look at it. */
  readonly since: Date;
  /** Why it became a dead letter. */
  readonly reason?: string;
}

/**
 * What the library inserts. Its own time of start is never compared, so that it holds since when the job waits: the
 * library keeps what nobody took for so long after it.
 */
export function rowOf(sealer: Sealer, job: Job, { dueAt, failures, since, reason }: NextAttempt) {
  const id = randomUUID();
  const content: Content = { job, failures, since: since.getTime(), ...(reason !== undefined && { reason }) };
  const data: JobData = { sealed: sealer.seal(JSON.stringify(content), placeOf(id)).toString('base64') };
  const group = job.kind === 'deliver-logout' ? { group: { id: job.delivery.clientId } } : {};
  const waits = { startAfter: since.toISOString(), retentionSeconds: keptSeconds };
  return { id, data, priority: rankOf(dueAt), ...waits, ...group };
}

/** The library removes what has waited for so long: dead letters above all, since everything else is tried meanwhile. */
const keptSeconds = keptDays * 24 * 60 * 60;

function rankOf(dueAt: NextAttempt['dueAt']): number {
  if (dueAt === 'at once') return highestPriority;
  return dueAt === 'never' ? deadPriority : priorityOf(dueAt);
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
    else opened.push({ id, claim: retryCount, ...takenOf(content), job: content.job as JobOf<Kind> });
  }
  return [opened, damaged] as const;
}

function takenOf({ failures, since }: Content): Pick<TakenJob, 'failures' | 'since'> {
  return { failures, since: since === undefined ? null : new Date(since) };
}

/** Null for what no key opens. */
export function openContent(sealer: Sealer, id: string, { sealed }: JobData): Content | null {
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
export const highestPriority = 2 ** 31 - 1;

/** Below whatever is ever due: nobody takes it. */
export const deadPriority = -(2 ** 31);

/** Priorities are 32 bits; from here they last for 68 years. */
const firstSecond = Date.UTC(2026);
