import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  buildEndSessionUrl,
  type Configuration,
  calculatePKCECodeChallenge,
  discovery,
  fetchUserInfo,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
  refreshTokenGrant,
} from 'openid-client';
import type { PendingSignIn, SignIn } from './sessions.ts';

/** A client as which the application can act. */
export interface DemoClient {
  readonly clientId: string;
  readonly clientSecret: string;
  /** Shown to people. */
  readonly title: string;
}

/** What a sign-in asks for beyond `openid profile email`. */
export interface Wish {
  readonly clientId: string;
  readonly level: string | null;
  /** Whether the claim `organization` is asked for. */
  readonly withOrganization: boolean;
}

export interface StartedSignIn {
  readonly url: URL;
  readonly state: string;
  readonly pending: PendingSignIn;
}

export interface RelyingParty {
  readonly clients: readonly DemoClient[];
  start(wish: Wish): Promise<StartedSignIn>;
  finish(currentUrl: URL, state: string, pending: PendingSignIn): Promise<SignIn>;
  refresh(signIn: SignIn): Promise<SignIn>;
  userinfo(signIn: SignIn): Promise<SignIn>;
  signOutUrl(signIn: SignIn): Promise<URL>;
}

/**
 * All that the application says to the provider: code flow with PKCE (S256), state and nonce.
 * The provider is asked for its addresses at the first use, so it may start later than the application.
 */
export function createRelyingParty(
  issuer: string,
  clients: readonly DemoClient[],
  ownUrl: () => string,
): RelyingParty {
  const configurationOf = discoverOnce(issuer, clients);
  return {
    clients,
    start: async (wish) => startSignIn(await configurationOf(wish.clientId), wish, ownUrl()),
    finish: async (currentUrl, state, pending) =>
      finishSignIn(await configurationOf(pending.clientId), { currentUrl, state, pending }),
    refresh: async (signIn) => refreshed(await configurationOf(signIn.clientId), signIn),
    userinfo: async (signIn) => {
      const configuration = await configurationOf(signIn.clientId);
      const userinfo = await fetchUserInfo(configuration, signIn.accessToken, signIn.claims.sub);
      return { ...signIn, userinfo };
    },
    signOutUrl: async (signIn) =>
      buildEndSessionUrl(await configurationOf(signIn.clientId), {
        id_token_hint: signIn.idToken,
        post_logout_redirect_uri: `${ownUrl()}/`,
      }),
  };
}

/** Whether a client id is one of the application's. */
export function isOwnClient(clients: readonly DemoClient[], clientId: string): boolean {
  return clients.some((client) => client.clientId === clientId);
}

function discoverOnce(issuer: string, clients: readonly DemoClient[]) {
  const known = new Map<string, Configuration>();
  return async (clientId: string): Promise<Configuration> => {
    const cached = known.get(clientId);
    if (cached !== undefined) return cached;
    const configuration = await discover(issuer, clients, clientId);
    known.set(clientId, configuration);
    return configuration;
  };
}

function discover(issuer: string, clients: readonly DemoClient[], clientId: string): Promise<Configuration> {
  const client = clients.find((one) => one.clientId === clientId);
  if (client === undefined) throw new Error(`no such client: ${clientId}`);
  const url = new URL(issuer);
  // The provider itself allows http on loopback only.
  const execute = url.protocol === 'http:' ? [allowInsecureRequests] : [];
  return discovery(url, clientId, client.clientSecret, undefined, { execute, timeout: 10 });
}

async function startSignIn(configuration: Configuration, wish: Wish, ownUrl: string): Promise<StartedSignIn> {
  const [state, nonce, codeVerifier] = [randomState(), randomNonce(), randomPKCECodeVerifier()];
  const url = buildAuthorizationUrl(configuration, {
    redirect_uri: `${ownUrl}/callback`,
    scope: wish.withOrganization ? 'openid profile email organization' : 'openid profile email',
    state,
    nonce,
    code_challenge: await calculatePKCECodeChallenge(codeVerifier),
    code_challenge_method: 'S256',
    ...(wish.level === null ? {} : { acr_values: `urn:countersign:acr:${wish.level}` }),
  });
  const pending = {
    clientId: wish.clientId,
    nonce,
    codeVerifier,
    asked: inWords(wish),
    askedLevel: wish.level,
  };
  return { url, state, pending };
}

interface Answer {
  readonly currentUrl: URL;
  readonly state: string;
  readonly pending: PendingSignIn;
}

async function finishSignIn(configuration: Configuration, answer: Answer): Promise<SignIn> {
  const { currentUrl, state, pending } = answer;
  const tokens = await authorizationCodeGrant(configuration, currentUrl, {
    expectedState: state,
    expectedNonce: pending.nonce,
    pkceCodeVerifier: pending.codeVerifier,
    idTokenExpected: true,
  });
  const claims = tokens.claims();
  if (claims === undefined || tokens.id_token === undefined) throw new Error('the answer holds no ID token');
  return {
    clientId: pending.clientId,
    idToken: tokens.id_token,
    accessToken: tokens.access_token,
    refreshToken: tokens.refresh_token ?? null,
    claims,
    name: await nameOf(configuration, tokens.access_token, claims.sub),
    userinfo: null,
    asked: pending.asked,
    askedLevel: pending.askedLevel,
    refreshedAt: null,
  };
}

/** What the page calls the person. Who signed in stands in the ID token; without a name it still does. */
async function nameOf(
  configuration: Configuration,
  accessToken: string,
  sub: string,
): Promise<string | null> {
  const { name = null } = await fetchUserInfo(configuration, accessToken, sub).catch(() => ({ name: null }));
  return name;
}

async function refreshed(configuration: Configuration, signIn: SignIn): Promise<SignIn> {
  if (signIn.refreshToken === null) return signIn;
  const tokens = await refreshTokenGrant(configuration, signIn.refreshToken);
  return {
    ...signIn,
    accessToken: tokens.access_token,
    refreshToken: tokens.refresh_token ?? signIn.refreshToken,
    idToken: tokens.id_token ?? signIn.idToken,
    claims: tokens.claims() ?? signIn.claims,
    refreshedAt: new Date(),
  };
}

function inWords({ level, withOrganization }: Wish): string {
  const parts = [
    ...(level === null ? [] : [`level ${level}`]),
    ...(withOrganization ? ['the organization claim'] : []),
  ];
  return parts.length === 0 ? 'a sign-in' : `a sign-in with ${parts.join(' and ')}`;
}
