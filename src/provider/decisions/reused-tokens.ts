import { watchingOrganizations } from '../../policy/rules/watching-organizations.ts';
import type { Stores } from '../../stores.ts';
import type { ProviderRuntime } from '../library/runtime.ts';
import type { Payload, ProviderRecords } from '../records/provider-records.ts';
import type { FactRuntime } from './facts-at.ts';
import { factsOfToken, type IssuedToken } from './token-state.ts';

/** What somebody can use a second time, by the library's name of the model. */
const kinds = {
  AuthorizationCode: 'authorization_code',
  RefreshToken: 'refresh_token',
  DeviceCode: 'device_code',
} as const;

type ReuseRuntime = FactRuntime & Pick<ProviderRuntime, 'db' | 'clock'>;

/**
 * Takes back everything of the grant of a code or token that was used again, with the event that says so: one, however
 * many use it at the same time. It stands in the logs of the organizations whose policy takes part at that client (ruling 33).
 */
export function endFamily(runtime: ReuseRuntime): ProviderRecords['removeFamily'] {
  return (model, id) =>
    runtime.db.transaction(async (stores) => {
      const token = await stores.tokenFamilies.removeFamily(model, id);
      if (token !== undefined && isKind(model)) await record(runtime, stores, { token, used: kinds[model] });
      return token;
    });
}

function isKind(model: string): model is keyof typeof kinds {
  return Object.hasOwn(kinds, model);
}

interface Reuse {
  readonly token: Payload;
  readonly used: (typeof kinds)[keyof typeof kinds];
}

async function record(runtime: ReuseRuntime, stores: Stores, { token, used }: Reuse): Promise<void> {
  // What the library has written, as it has written it.
  const { accountId, clientId = '' } = token as IssuedToken;
  const user = accountId === undefined ? {} : { userId: accountId };
  const organizations = await watching(runtime, stores, token);
  // An application calls here, from its own address.
  const actor = { kind: 'system' } as const;
  const event = {
    type: 'token.reused',
    actor,
    ...user,
    organizations,
    detail: { client: clientId, used },
  } as const;
  await stores.audit.record(event, runtime.clock());
}

async function watching(
  runtime: ReuseRuntime,
  { people, clients }: Stores,
  { accountId, clientId = '', sessionUid, scope }: IssuedToken,
): Promise<readonly string[]> {
  if (accountId === undefined || sessionUid === undefined) return [];
  const person = await people.byId(accountId, sessionUid);
  if (person === null) return [];
  // By this transaction: another connection would wait for it on the embedded database.
  const entry = await clients.find(clientId);
  const { client, memberships } = factsOfToken(runtime, person, { entry, scope, now: runtime.clock() });
  return watchingOrganizations(client, memberships ?? []);
}
