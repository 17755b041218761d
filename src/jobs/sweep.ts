import type { DueKind, DueWorkStore } from './due-work.ts';
import { type DueWorkDb, type DueWorkDeps, runDueWork } from './run-due-work.ts';
import { type ExpiringKind, type ExpiryStore, expiringKinds } from './store.ts';

/** Rows removed in one statement. */
const batchSize = 1000;

export interface SweepResult {
  /** How many batches of each kind of due work were done. */
  readonly done: Readonly<Partial<Record<DueKind, number>>>;
  /** How many rows of each kind were removed. */
  readonly removed: Readonly<Record<ExpiringKind, number>>;
}

export interface SweepDeps<Stores> extends DueWorkDeps<Stores> {
  readonly db: DueWorkDb<Stores> & { readonly expiry: ExpiryStore };
}

/**
 * Does the due work once, then removes expired artefacts, session records and the like. It is housekeeping alone; every
 * decision is right without it. Any number of servers may do it at once.
 */
export async function sweep<Stores extends { readonly dueWork: DueWorkStore }>(
  deps: SweepDeps<Stores>,
  now: Date,
): Promise<SweepResult> {
  const done = await runDueWork(deps, now);
  return { done, removed: await removeExpired(deps.db.expiry, now) };
}

async function removeExpired(expiry: ExpiryStore, now: Date): Promise<SweepResult['removed']> {
  const removed = Object.fromEntries(expiringKinds.map((kind) => [kind, 0])) as Record<ExpiringKind, number>;
  for (const kind of expiringKinds) {
    for (let count = batchSize; count === batchSize; ) {
      count = await expiry.removeExpired(kind, now, batchSize);
      removed[kind] += count;
    }
  }
  return removed;
}
