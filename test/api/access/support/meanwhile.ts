import type { World } from '../../../harness/world.ts';

/** Has something happen after the next request was admitted, and before its transaction begins. */
export function meanwhile({ server }: Pick<World, 'server'>, change: () => Promise<unknown>): void {
  const { db } = server.countersign;
  const { transaction } = db;
  Object.assign(db, {
    transaction: async (work: Parameters<typeof transaction>[0]) => {
      Object.assign(db, { transaction });
      await change();
      return transaction(work);
    },
  });
}
