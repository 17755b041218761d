import type { ClientInEnvironment, ClientStore } from '../../environments/store.ts';
import type { Clock } from '../../time/clock.ts';

export type DirectoryEntry = ClientInEnvironment;

/** Registered clients with their environments. */
export interface ClientDirectory {
  find(clientId: string): Promise<DirectoryEntry | null>;
  /** Reads what `find` is about to be asked for, one client after the other, in one statement. */
  readAhead(clientIds: readonly string[]): Promise<void>;
}

/** So long may a change on another server go unnoticed here. */
const maxAgeMs = 1000;

/** Entries remembered at the most; beyond that the oldest go. */
const maxEntries = 1000;

/** Remembers clients for a second: one sign-in asks for the same client in four requests. */
export function createClientDirectory(
  store: Pick<ClientStore, 'find' | 'findAll'>,
  clock: Clock,
): ClientDirectory {
  const known = new Map<string, { readonly entry: DirectoryEntry; readonly readAt: number }>();
  const remember = (entry: DirectoryEntry, readAt: number) => {
    known.delete(entry.client.clientId);
    known.set(entry.client.clientId, { entry, readAt });
    const [oldest] = known.keys();
    if (known.size > maxEntries && oldest !== undefined) known.delete(oldest);
  };
  return {
    async find(clientId) {
      const now = clock().getTime();
      const remembered = known.get(clientId);
      if (remembered !== undefined && Math.abs(now - remembered.readAt) < maxAgeMs) return remembered.entry;
      const entry = await store.find(clientId);
      known.delete(clientId);
      if (entry !== null) remember(entry, now);
      return entry;
    },
    async readAhead(clientIds) {
      const now = clock().getTime();
      // More would push out the first before anybody has asked for them.
      for (const entry of await store.findAll(clientIds.slice(0, maxEntries))) remember(entry, now);
    },
  };
}
