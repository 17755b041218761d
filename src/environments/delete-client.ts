import type { Deed } from '../audit/deed.ts';
import { Refusal } from '../refusal/refusal.ts';
import type { Db } from '../stores.ts';

/**
 * Deletes a client, by the word of the operator. From then on it gets nothing, and what it has got is worth nothing, also
 * when another client is registered under its id (`isOlderThanClient`). Sessions of people go on.
 * @throws Refusal `not_found`
 */
export function deleteClient(db: Db, { actor, now }: Deed, clientId: string): Promise<void> {
  return db.transaction(async ({ audit, clients }) => {
    await clients.lock([clientId]);
    if (!(await clients.remove(clientId))) throw new Refusal('not_found');
    await audit.record({ type: 'client.deleted', actor, detail: { client: clientId } }, now);
  });
}
