import type { Deed } from '../audit/deed.ts';
import { Refusal } from '../refusal/refusal.ts';
import type { Db } from '../stores.ts';
import type { Job, JobKind } from './queue.ts';

/** A dead letter is kept for so long after its last attempt; then the queue removes it. */
export const keptDays = 14;

/** A job that was given up after its last attempt, and is kept for the operator. */
export interface DeadLetter {
  readonly id: string;
  readonly kind: JobKind;
  readonly failedAt: Date;
  /** Null where no key opens it: then it can only be dropped. */
  readonly content: { readonly job: Job; readonly reason: string } | null;
}

/** The last one of a page; the next page begins after it. */
export type DeadLetterKey = Pick<DeadLetter, 'failedAt' | 'id'>;

export interface DeadLetterStore {
  /** The newest first. */
  page(after: DeadLetterKey | null, limit: number): Promise<readonly DeadLetter[]>;
  find(id: string): Promise<DeadLetter | null>;
  /** Takes them out of the queue, and answers those that were there: each goes to one caller alone. */
  take(ids: readonly string[]): Promise<readonly DeadLetter[]>;
}

/** Dead letters that are put back in one transaction. */
const batchSize = 200;

/**
 * Has a dead letter tried again from the beginning: at once, and then as often as a new job. Whoever asks a second time,
 * at whichever server, finds it gone.
 * @throws Refusal `not_found`, also for what no key opens
 */
export async function retryDeadLetter(db: Db, deed: Deed, id: string): Promise<void> {
  const retried = await putBack(db, deed, [id]);
  if (retried === 0) throw new Refusal('not_found');
}

/** The same for all that there are now; what fails meanwhile is not among them. @returns how many are tried again */
export async function retryAllDeadLetters(db: Db, deed: Deed): Promise<number> {
  let retried = 0;
  for (let after: DeadLetterKey | null = null; ; ) {
    const letters: readonly DeadLetter[] = await db.deadLetters.page(after, batchSize);
    const ids = letters.filter(({ content }) => content !== null).map(({ id }) => id);
    if (ids.length > 0) retried += await putBack(db, deed, ids);
    after = letters.at(-1) ?? null;
    if (after === null) return retried;
  }
}

/** Gives a dead letter up for good. @throws Refusal `not_found` */
export async function dropDeadLetter(db: Db, { actor, now }: Deed, id: string): Promise<void> {
  await db.transaction(async ({ deadLetters, audit }) => {
    const [letter] = await deadLetters.take([id]);
    if (letter === undefined) throw new Refusal('not_found');
    const detail = { kind: letter.kind, count: 1 };
    await audit.record({ type: 'dead_letter.dropped', actor, detail }, now);
  });
}

/** @returns how many of them there were @throws Refusal `not_found` for one that no key opens */
async function putBack(db: Db, { actor, now }: Deed, ids: readonly string[]): Promise<number> {
  return db.transaction(async ({ deadLetters, outbox, audit }) => {
    const letters = await deadLetters.take(ids);
    const jobs = letters.map(({ content }) => {
      if (content === null) throw new Refusal('not_found');
      return content.job;
    });
    if (jobs.length === 0) return 0;
    await outbox.again(jobs);
    for (const [kind, count] of countsOf(letters))
      await audit.record({ type: 'dead_letter.retried', actor, detail: { kind, count } }, now);
    return jobs.length;
  });
}

function countsOf(letters: readonly DeadLetter[]): ReadonlyMap<JobKind, number> {
  const counts = new Map<JobKind, number>();
  for (const { kind } of letters) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return counts;
}
