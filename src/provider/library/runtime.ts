import type { IncomingMessage } from 'node:http';
import type { Registrations } from '../../environments/registrations.ts';
import type { Operations } from '../../operations/operations.ts';
import type { PersonStore } from '../../people/person.ts';
import type { ExtensionDemand } from '../../policy/facts.ts';
import type { Clock } from '../../time/clock.ts';
import type { ClientDirectory } from './client-directory.ts';

/** What the glue around the library works with. */
export interface ProviderRuntime extends Pick<Operations, 'db' | 'plans' | 'acrAliases' | 'enrollable'> {
  /** Whoever was read along with what a request presents is not read again. */
  readonly people: Pick<PersonStore, 'byId'>;
  readonly clients: ClientDirectory;
  /** What the directory, and whoever else remembers something registered, goes by. */
  readonly registrations: Registrations;
  readonly clock: Clock;
  /** Extra demands of extensions; they can only tighten. */
  readonly demandsOf: (request: DemandRequest) => readonly ExtensionDemand[];
  /** Name of the cookie of a remembered device. */
  readonly deviceCookie: string;
  /** Where the browser is; from the connection or trusted proxies. */
  readonly sourceAddressOf: (request: IncomingMessage) => string;
}

export interface DemandRequest {
  readonly clientId: string;
  readonly userId: string;
}
