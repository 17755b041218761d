import type { KoaContextWithOIDC } from 'oidc-provider';
import { scopesNow } from '../../environments/client-terms.ts';
import type { ClientDirectory } from '../library/client-directory.ts';
import { isRecord, narrowClaims } from './narrow-claims.ts';
import { isOlderThanClient } from './older-than-client.ts';
import type { IssuedToken } from './token-state.ts';
import { grantCounts } from './unread-grants.ts';

type Narrow = (scope: string) => string;

/**
 * Takes from a token, and from the `scope` of the request that brings it, what its client may not ask for any more
 * (ruling 29), claims by name included. The library copies the scope of a code or refresh token into all that is made of it.
 * @returns whether anything is left to stand on: nothing is where nobody has read what a third-party client was granted
 */
export async function narrowScope(
  clients: ClientDirectory,
  ctx: KoaContextWithOIDC,
  token: IssuedToken,
): Promise<boolean> {
  const entry = await clients.find(token.clientId ?? '');
  if (entry === null || !grantCounts(entry.client, token.grantId)) return false;
  if (isOlderThanClient(entry.client, token.iat)) return false;
  if (isRecord(token.claims)) token.claims = narrowClaims(entry.client.metadata, token.claims);
  const narrow: Narrow = (scope) => scopesNow(entry.client.metadata, scope.split(' ')).join(' ');
  return narrowRequest(ctx, narrow) && narrowToken(ctx, token, narrow);
}

function narrowRequest({ oidc: { params } }: KoaContextWithOIDC, narrow: Narrow): boolean {
  if (typeof params?.scope !== 'string') return true;
  const left = narrow(params.scope);
  // An empty one would ask for everything that the token has.
  if (left === '') return false;
  params.scope = left;
  return true;
}

async function narrowToken(ctx: KoaContextWithOIDC, token: IssuedToken, narrow: Narrow): Promise<boolean> {
  const { scope = '' } = token;
  const left = narrow(scope);
  if (left === scope) return true;
  if (left === '') return false;
  token.scope = left;
  if (!isOffline(scope) || isOffline(left)) return true;
  // Without `offline_access` it ends with its session, like all that is made of it.
  token.expiresWithSession = true;
  return hasLiveSession(ctx, token);
}

function isOffline(scope: string): boolean {
  return scope.split(' ').includes('offline_access');
}

/** As the library checks it of tokens that end with their session. */
async function hasLiveSession(
  { oidc: { provider } }: KoaContextWithOIDC,
  token: IssuedToken,
): Promise<boolean> {
  const { clientId = '', sessionUid = '' } = token;
  const session = await provider.Session.findByUid(sessionUid);
  return session?.accountId === token.accountId && session?.grantIdFor(clientId) === token.grantId;
}
