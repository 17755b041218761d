import { type Registrations, rememberRegistered } from '../../environments/registrations.ts';
import type { ClientStore, ServedClient } from '../../environments/store.ts';

export type DirectoryEntry = ServedClient;

/** Registered clients with their environments. */
export interface ClientDirectory {
  find(clientId: string): Promise<DirectoryEntry | null>;
  /** Reads what `find` is about to be asked for, one client after the other, in one statement. */
  readAhead(clientIds: readonly string[]): Promise<void>;
}

/** More would push out the first before anybody has asked for them. */
const mostAhead = 1000;

/** Remembers clients as long as they are what the database has: one sign-in asks for the same client in each request. */
export function createClientDirectory(
  store: Pick<ClientStore, 'findVersioned'>,
  registrations: Registrations,
): ClientDirectory {
  const memory = rememberRegistered<DirectoryEntry>(registrations);
  const read = async (clientIds: readonly string[]) => {
    const found = await store.findVersioned(clientIds);
    for (const entry of found) memory.remember(entry.value.client.clientId, entry);
    return found;
  };
  return {
    async find(clientId) {
      const known = memory.find(clientId);
      if (known !== undefined) return known;
      const [found] = await read([clientId]);
      return found?.value ?? null;
    },
    async readAhead(clientIds) {
      await read(clientIds.slice(0, mostAhead));
    },
  };
}
