import type { Clock } from '../clock.ts';
import type { Environment } from '../environments/environment.ts';
import type { ClientStore, RegisteredClient } from '../environments/store.ts';

export interface DirectoryEntry {
  readonly client: RegisteredClient;
  readonly environment: Environment;
}

/** Registered clients with their environments. */
export interface ClientDirectory {
  find(clientId: string): Promise<DirectoryEntry | null>;
}

/** So long may a change on another server go unnoticed here. */
const maxAgeMs = 1000;

/** Entries remembered at the most; beyond that the oldest go. */
const maxEntries = 1000;

/** Remembers clients for a second: one sign-in asks for the same client in four requests. */
export function createClientDirectory(store: ClientStore, clock: Clock): ClientDirectory {
  const known = new Map<string, { readonly entry: DirectoryEntry; readonly readAt: number }>();
  return {
    async find(clientId) {
      const now = clock().getTime();
      const remembered = known.get(clientId);
      if (remembered !== undefined && Math.abs(now - remembered.readAt) < maxAgeMs) return remembered.entry;
      const entry = await store.find(clientId);
      known.delete(clientId);
      if (entry !== null) known.set(clientId, { entry, readAt: now });
      const [oldest] = known.keys();
      if (known.size > maxEntries && oldest !== undefined) known.delete(oldest);
      return entry;
    },
  };
}
