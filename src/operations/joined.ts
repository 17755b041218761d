import type { Db, Stores } from '../stores.ts';

/**
 * The stores of a running transaction as an operation takes them: what it does is part of that transaction, and a
 * refusal ends all of it. So a larger change is made of the operations that others call one by one (ruling 28). What
 * an operation has to do before its transaction (hash, charge, ask a server) is done before the larger one.
 */
export function joined(stores: Stores): Db {
  return { ...stores, transaction: (work) => work(stores) };
}
