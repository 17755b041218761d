import { type ExpiringKind, type ExpiryStore, expiringKinds } from './store.ts';

/** Rows removed in one statement. */
const batchSize = 1000;

/** How many rows of each kind were removed. */
export type SweepResult = Readonly<Record<ExpiringKind, number>>;

/**
 * Does the due work once: removes expired artefacts, session records and forgotten throttles.
 * It is housekeeping alone; every decision is right without it. Any number of servers may do it at once.
 */
export async function sweep(db: { readonly expiry: ExpiryStore }, now: Date): Promise<SweepResult> {
  const removed = { provider_records: 0, session_records: 0, throttles: 0 };
  for (const kind of expiringKinds) {
    for (let count = batchSize; count === batchSize; ) {
      count = await db.expiry.removeExpired(kind, now, batchSize);
      removed[kind] += count;
    }
  }
  return removed;
}
