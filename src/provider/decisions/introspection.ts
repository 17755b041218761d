import type { Client, KoaContextWithOIDC } from 'oidc-provider';
import { scopesNow } from '../../environments/client-terms.ts';
import type { ProviderRuntime } from '../library/runtime.ts';
import { narrowScope } from './narrow-scope.ts';
import { isOfAudience, type ResourceSettings } from './resources.ts';
import { toldOnAsking, withoutAsked } from './token-claims.ts';
import { decideAtToken, type IssuedToken, restateProofs } from './token-state.ts';

interface IntrospectedToken extends IssuedToken {
  readonly aud?: unknown;
}

type AllowedPolicy = (ctx: KoaContextWithOIDC, client: Client, token: unknown) => Promise<boolean>;

/**
 * A token is told about to the client that has it, and to the API that it is for; to anybody else it is inactive (RFC 7662
 * section 4). So it is where its person may not sign in as they did any more, and where nothing is left of its scope.
 */
export function createIntrospectionPolicy(
  runtime: ProviderRuntime,
  resources: ResourceSettings,
): AllowedPolicy {
  return async (ctx, client, issued) => {
    const token = issued as IntrospectedToken;
    if (!mayAsk(resources, client, token)) return false;
    if (!(await narrowScope(runtime.clients, ctx, token))) return false;
    return token.accountId === undefined || tellOfPerson(runtime, ctx, { userId: token.accountId, token });
  };
}

/** Whoever knows the id of a public client can ask in its name: it learns of its own tokens, which it has. */
function mayAsk(
  resources: ResourceSettings,
  { clientId, clientAuthMethod }: Client,
  token: IntrospectedToken,
): boolean {
  if (token.clientId === clientId) return true;
  return clientAuthMethod !== 'none' && isOfAudience(resources, clientId, token.aud);
}

/** Puts into the token what is so now; the library answers it. */
async function tellOfPerson(
  runtime: ProviderRuntime,
  ctx: KoaContextWithOIDC,
  { userId, token }: { readonly userId: string; readonly token: IssuedToken },
): Promise<boolean> {
  const state = await decideAtToken(runtime, ctx, { userId, token });
  const entry = await runtime.clients.find(token.clientId ?? '');
  if (state === undefined || entry === null) return false;
  restateProofs(runtime, token, state);
  const mayStill = (scopes: Iterable<string>) => scopesNow(entry.client.metadata, scopes);
  const told = toldOnAsking(token, state, { mayStill, now: runtime.clock() });
  token.extra = { ...withoutAsked(token.extra), ...told };
  return true;
}
