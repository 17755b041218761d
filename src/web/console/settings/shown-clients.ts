import { signsPeopleIn } from '../../../environments/client-terms.ts';
import type { ClientInEnvironment } from '../../../environments/store.ts';
import type { Instant } from '../../../policy/facts.ts';
import { noonOf } from '../../words/used-day.ts';

/** An application or machine that is registered with an organization, as its administrators see it. */
export interface ShownClient {
  readonly clientId: string;
  readonly client: string;
  readonly kind: 'application' | 'machine';
  readonly environment: string;
  readonly createdAt: Instant;
  /** Null: never. */
  readonly lastUsedAt: Instant | null;
}

export function shownClients(found: readonly ClientInEnvironment[]): readonly ShownClient[] {
  return found.map(({ client: { clientId, metadata, environment, createdAt }, lastUsedOn }) => ({
    clientId,
    client: typeof metadata.client_name === 'string' ? metadata.client_name : clientId,
    kind: signsPeopleIn(metadata) ? 'application' : 'machine',
    environment,
    createdAt: createdAt.getTime(),
    lastUsedAt: noonOf(lastUsedOn),
  }));
}
