import type { ChainStore } from './chain-store.ts';

/** Chained in one transaction: their chains are locked meanwhile, for nobody but other servers that do the same. */
const batchSize = 1000;

/**
 * Chains all events that wait for it (ruling 33). Any number of servers may do it at once.
 * @returns how many
 */
export async function extendChains(chains: Pick<ChainStore, 'extend'>): Promise<number> {
  let all = 0;
  for (let chained = batchSize; chained === batchSize; all += chained)
    chained = await chains.extend(batchSize);
  return all;
}
