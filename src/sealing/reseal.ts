import type { Deed } from '../audit/deed.ts';
import type { Db, Stores } from '../stores.ts';
import type { SealedPlace } from './sealing-store.ts';

/** Values sealed anew at a time. */
const batchSize = 500;

export interface ResealResult {
  /** How many values were sealed anew. */
  readonly resealed: number;
  /** Places of values that no configured key opens, e.g. `authenticators.secret:<id>`; they stay as they are. */
  readonly unreadable: readonly string[];
}

/**
 * Seals everything long-lived under the newest key. May be stopped and run again, and runs beside a server: a row
 * that changes meanwhile keeps its newer value. One damaged value does not keep the others under the old key.
 */
export async function reseal({ sealing }: Pick<Stores, 'sealing'>): Promise<ResealResult> {
  const unreadable: string[] = [];
  let resealed = 0;
  let after: SealedPlace | null = null;
  do {
    const batch: Awaited<ReturnType<typeof sealing.sealAnew>> = await sealing.sealAnew(after, batchSize);
    resealed += batch.resealed;
    unreadable.push(...batch.unreadable);
    after = batch.next;
  } while (after !== null);
  return { resealed, unreadable };
}

/** Has the servers do the same beside their requests, batch by batch. @returns how many values wait for it */
export async function startReseal(db: Db, { actor, now }: Deed): Promise<number> {
  const states = await db.sealing.states();
  const waiting = states.reduce((sum, { old }) => sum + old, 0);
  await db.transaction(async ({ outbox, audit }) => {
    await outbox.reseal(null);
    await audit.record({ type: 'secrets.reseal_started', actor, detail: { count: waiting } }, now);
  });
  return waiting;
}

/** One batch of it, and then the next. */
export async function resealBatch(
  { sealing, outbox }: Pick<Stores, 'sealing' | 'outbox'>,
  after: SealedPlace | null,
): Promise<void> {
  const { next } = await sealing.sealAnew(after, batchSize);
  if (next !== null) await outbox.reseal(next);
}
