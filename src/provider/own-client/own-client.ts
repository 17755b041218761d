import { createHash, randomBytes } from 'node:crypto';
import { errors } from 'oidc-provider';
import { ownClient, ownClientId, ownEnvironment } from '../../environments/own-client.ts';
import type { ClientDirectory } from '../library/client-directory.ts';
import type { LiveProvider } from '../library/live-provider.ts';

/** Where the browser comes back to after a sign-in for an invitation. */
export const invitationCallbackPath = '/invitations/callback';

/** Where the browser comes back to after a sign-in for a page of an area of ours. */
export const areaCallbackPath = '/account/signed-in';

/** What the browser keeps while it is away signing in: it alone can bring the answer. */
export interface OwnRequest {
  readonly state: string;
  /** PKCE, RFC 7636 section 4.1. */
  readonly verifier: string;
}

export interface OwnSignIn {
  readonly userId: string;
  /** Of the provider's session that the sign-in opened or found. */
  readonly sessionUid: string;
}

/** 256 random bits each. */
export function newOwnRequest(): OwnRequest {
  return { state: randomBytes(32).toString('base64url'), verifier: randomBytes(32).toString('base64url') };
}

/**
 * The directory with the client of our own pages, which is in no database. Its codes come back to our own address and
 * are redeemed inside this process, so its secret is told to nobody: the token endpoint serves no one under this name.
 */
export function withOwnClient(directory: ClientDirectory, issuer: string): ClientDirectory {
  const metadata = {
    client_name: 'Countersign',
    redirect_uris: [invitationCallbackPath, areaCallbackPath].map((path) => `${issuer}${path}`),
    grant_types: ['authorization_code'],
    response_types: ['code'],
    scope: 'openid',
    require_pkce: true,
    client_secret: randomBytes(32).toString('base64url'),
  };
  const entry = { client: { ...ownClient, metadata }, environment: ownEnvironment };
  return {
    ...directory,
    find: async (clientId) => (clientId === ownClientId ? entry : directory.find(clientId)),
  };
}

/** The authorization request of our own pages, as a path of the issuer. @param request.callback where it comes back to */
export function ownAuthorizationPath(
  issuer: URL,
  { state, verifier, callback }: OwnRequest & { readonly callback: string },
  parameters: Readonly<Record<string, string>>,
): string {
  const query = new URLSearchParams({
    client_id: ownClientId,
    redirect_uri: `${issuer.origin}${callback}`,
    response_type: 'code',
    scope: 'openid',
    state,
    code_challenge: challengeOf(verifier),
    code_challenge_method: 'S256',
    ...parameters,
  });
  return `/auth?${query}`;
}

/**
 * Who signed in, by the code that the browser came back with; each code is good once.
 * @returns null for a code that is not ours, not this browser's, expired or used
 */
export async function redeemOwnCode(
  live: LiveProvider,
  value: string,
  request: OwnRequest,
): Promise<OwnSignIn | null> {
  const code = await live.current().AuthorizationCode.find(value);
  if (code === undefined || !code.isValid || code.clientId !== ownClientId) return null;
  if (code.codeChallenge !== challengeOf(request.verifier)) return null;
  const { accountId, sessionUid } = code;
  if (accountId === undefined || sessionUid === undefined) return null;
  try {
    await code.consume();
  } catch (error) {
    if (error instanceof errors.InvalidGrant) return null;
    throw error;
  }
  return { userId: accountId, sessionUid };
}

/** @see RFC 7636 section 4.2 */
function challengeOf(verifier: string): string {
  return createHash('sha256').update(verifier).digest('base64url');
}
