import type { ClientInEnvironment, RegisteredClient } from '../../../environments/store.ts';
import type { Stores } from '../../../stores.ts';

const batchSize = 200;

/** Every client with its environment, in the order of their ids. */
export async function allClients({
  clients,
}: Pick<Stores, 'clients'>): Promise<readonly ClientInEnvironment[]> {
  const found: ClientInEnvironment[] = [];
  for (let after: string | null = null; ; ) {
    const batch: readonly ClientInEnvironment[] = await clients.page(after, batchSize);
    found.push(...batch);
    after = batch.at(-1)?.client.clientId ?? null;
    if (batch.length < batchSize) return found;
  }
}

/** What people read of it. */
export function clientName({ clientId, metadata }: RegisteredClient): string {
  return typeof metadata.client_name === 'string' ? metadata.client_name : clientId;
}
