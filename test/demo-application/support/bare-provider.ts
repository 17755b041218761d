import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import Provider, { type Configuration } from 'oidc-provider';
import { closedAtLast } from '../../harness/closing.ts';

/** How the bare provider answers its next sign-in. */
export interface Behaviour {
  /** `acr` and `amr` that it states. */
  acr: string;
  amr: string[];
  /** An OAuth error instead of a sign-in. */
  error: string | null;
  /** Refuses the person at refresh and userinfo. */
  isPersonGone: boolean;
}

export interface BareProvider {
  readonly issuer: string;
  readonly behaviour: Behaviour;
  /** Query of each authorization request, oldest first. */
  readonly requests: URLSearchParams[];
  close(): Promise<void>;
}

const mfaTime = 1_780_000_000;

/** A provider without pages: it signs in the same person at once, as `behaviour` says. */
export async function startBareProvider(clientIds: readonly string[], redirectBase: () => string) {
  const behaviour: Behaviour = {
    acr: 'urn:countersign:acr:1',
    amr: ['pwd'],
    error: null,
    isPersonGone: false,
  };
  const requests: URLSearchParams[] = [];
  const server = createServer();
  const issuer = await new Promise<string>((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(`http://localhost:${typeof address === 'object' ? address?.port : ''}`);
    });
  });
  const provider = lazily(() => new Provider(issuer, configurationOf(clientIds, redirectBase(), behaviour)));
  server.on('request', (request, response) => {
    const url = new URL(request.url ?? '/', issuer);
    if (url.pathname === '/auth') requests.push(url.searchParams);
    const isInteraction = url.pathname.startsWith('/interaction/');
    void (isInteraction
      ? finish(provider(), behaviour, request, response)
      : provider().callback()(request, response));
  });
  const close = closedAtLast(
    () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  );
  return { issuer, behaviour, requests, close } satisfies BareProvider;
}

function finish(
  provider: Provider,
  behaviour: Behaviour,
  request: IncomingMessage,
  response: ServerResponse,
) {
  if (behaviour.error !== null) {
    const result = { error: behaviour.error, error_description: 'said <the> provider' };
    return provider.interactionFinished(request, response, result);
  }
  const { acr, amr } = behaviour;
  return provider.interactionFinished(request, response, { login: { accountId: 'ann', acr, amr } });
}

function configurationOf(clientIds: readonly string[], base: string, behaviour: Behaviour): Configuration {
  return {
    clients: clientIds.map((clientId) => ({
      client_id: clientId,
      client_secret: `${clientId}-secret`,
      redirect_uris: [`${base}/callback`],
      post_logout_redirect_uris: [`${base}/`],
      grant_types: ['authorization_code', 'refresh_token'],
    })),
    acrValues: ['urn:countersign:acr:1', 'urn:countersign:acr:2', 'urn:countersign:acr:3'],
    claims: {
      openid: ['sub', 'acr', 'amr', 'auth_time', 'mfa_time', 'organization'],
      profile: ['name'],
      organization: ['organization'],
    },
    cookies: { keys: ['only for tests'] },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_ctx, interaction) => `/interaction/${interaction.uid}` },
    issueRefreshToken: () => true,
    findAccount: (_ctx, sub, token) =>
      behaviour.isPersonGone && token !== undefined
        ? undefined
        : { accountId: sub, claims: () => claimsOf(sub) },
    loadExistingGrant: async (ctx) => {
      const { client, session } = ctx.oidc;
      const accountId = session?.accountId;
      if (client === undefined || accountId === undefined) return undefined;
      const grant = new ctx.oidc.provider.Grant({ accountId, clientId: client.clientId });
      grant.addOIDCScope('openid profile email organization');
      await grant.save();
      return grant;
    },
  };
}

function claimsOf(sub: string) {
  const mfa = { required: true, satisfied: true, by: 'proof', deadline: null };
  const organization = { acme: { id: 'o1', roles: ['owner'], mfa } };
  return { sub, name: '<b>Ann</b>', mfa_time: mfaTime, organization };
}

function lazily<Value>(make: () => Value): () => Value {
  let made: Value | null = null;
  return () => {
    made ??= make();
    return made;
  };
}
