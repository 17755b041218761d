import { AsyncLocalStorage } from 'node:async_hooks';

/** Another one after each change of a client, an environment or a brand, as the database counts them. */
export type RegistrationsVersion = string;

/**
 * Which version a request has seen. What is registered is remembered in this process, and used only by a request that has seen
 * in the database, in a statement that it runs anyway, that nothing has changed since: so no server goes by what another one has
 * changed already.
 */
export interface Registrations {
  /** A request, which has seen nothing yet. */
  during<Result>(work: () => Result): Result;
  /** Outside of a request nothing is noted. */
  saw(version: RegistrationsVersion): void;
  /** Null where none was seen yet. */
  seen(): RegistrationsVersion | null;
}

export function createRegistrations(): Registrations {
  const requests = new AsyncLocalStorage<{ seen: RegistrationsVersion | null }>();
  return {
    during: (work) => requests.run({ seen: null }, work),
    saw(version) {
      const request = requests.getStore();
      if (request !== undefined) request.seen = version;
    },
    seen: () => requests.getStore()?.seen ?? null,
  };
}

/** Something registered, as one statement has read it beside the version. */
export interface VersionedEntry<Value> {
  readonly version: RegistrationsVersion;
  readonly value: Value;
}

/** What was read of one kind of registered things, by its key. */
export interface RegisteredMemory<Value> {
  /** Undefined where it has to be read. */
  find(key: string): Value | undefined;
  remember(key: string, entry: VersionedEntry<Value>): void;
}

/** Entries remembered at the most; beyond that the oldest go. */
const maxEntries = 1000;

export function rememberRegistered<Value>(registrations: Registrations): RegisteredMemory<Value> {
  const known = new Map<string, VersionedEntry<Value>>();
  return {
    find(key) {
      const seen = registrations.seen();
      const entry = seen === null ? undefined : known.get(key);
      return entry?.version === seen ? entry?.value : undefined;
    },
    remember(key, entry) {
      registrations.saw(entry.version);
      known.delete(key);
      known.set(key, entry);
      const [oldest] = known.keys();
      if (known.size > maxEntries && oldest !== undefined) known.delete(oldest);
    },
  };
}
