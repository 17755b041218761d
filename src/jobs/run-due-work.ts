import type { Pace } from '../time/pace.ts';
import type { DueKind, DueWork, DueWorkStore } from './due-work.ts';

/** Does one kind of due work, or a batch of it; answers the last member of the batch, null when all is done. */
export type DueHandler<Stores> = (stores: Stores, work: DueWork, now: Date) => Promise<string | null>;

export type DueHandlers<Stores> = Readonly<Record<DueKind, DueHandler<Stores>>>;

export interface DueWorkDb<Stores> {
  readonly dueWork: DueWorkStore;
  transaction<Result>(work: (stores: Stores) => Promise<Result>): Promise<Result>;
}

export interface DueWorkDeps<Stores> {
  readonly db: DueWorkDb<Stores>;
  readonly handlers: DueHandlers<Stores>;
  /** Told of due work that failed and is tried again later. */
  readonly onFailure: (work: DueWork, error: unknown) => void;
  /** How its batches follow each other. */
  readonly pace: Pace;
}

/** What failed is tried again after this. */
const retryAfterMs = 60_000;

/**
 * Does everything that is due, the oldest first, each batch in a transaction of its own. A row and its
 * organization are locked while it is worked on, so any number of servers may do this at once; one that is killed
 * leaves the row as it was before the batch.
 * @returns how many batches of each kind were done
 */
export async function runDueWork<Stores extends { readonly dueWork: DueWorkStore }>(
  { db, handlers, onFailure, pace }: DueWorkDeps<Stores>,
  now: Date,
): Promise<Readonly<Partial<Record<DueKind, number>>>> {
  const batches: Partial<Record<DueKind, number>> = {};
  for (;;) {
    const outcome = await pace(() => runNext(db, handlers, now));
    if (outcome === null) return batches;
    batches[outcome.work.kind] = (batches[outcome.work.kind] ?? 0) + 1;
    if (outcome.error === undefined) continue;
    onFailure(outcome.work, outcome.error);
    await db.dueWork.postpone(outcome.work.id, new Date(now.getTime() + retryAfterMs));
  }
}

/** The transaction of a batch that failed is rolled back; what failed is told apart from a database that is away. */
async function runNext<Stores extends { readonly dueWork: DueWorkStore }>(
  db: DueWorkDb<Stores>,
  handlers: DueHandlers<Stores>,
  now: Date,
): Promise<{ readonly work: DueWork; readonly error?: unknown } | null> {
  let taken: DueWork | null = null;
  try {
    return await db.transaction(async (stores) => {
      taken = null;
      taken = await stores.dueWork.takeNext(now);
      if (taken === null) return null;
      const after = await handlers[taken.kind](stores, taken, now);
      await (after === null ? stores.dueWork.done(taken.id) : stores.dueWork.advance(taken.id, after));
      return { work: taken };
    });
  } catch (error) {
    if (taken === null) throw error;
    return { work: taken, error };
  }
}
