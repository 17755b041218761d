import { type Client, type Configuration, errors } from 'oidc-provider';
import { apiScopes } from '../../environments/client-terms.ts';
import { CannotStart } from '../../refusal/cannot-start.ts';
import type { SigningAlgorithm } from '../keys/signing-key.ts';

/** A protected API, as the configuration names it. */
export interface Resource {
  /** Scopes that its tokens may carry, separated by spaces. */
  readonly scopes: string;
  readonly format: 'opaque' | 'jwt';
  /** `aud` of its tokens; default its URI. */
  readonly audience?: string;
  /** Of its JWTs; default RS256. */
  readonly signing_alg?: SigningAlgorithm;
  /** In the header of its JWTs; default `at+jwt` (RFC 9068 section 2.1). */
  readonly typ?: 'at+jwt' | 'JWT';
  /** Ids of the clients that are this API, and may introspect its tokens; default the one whose id is the audience. */
  readonly clients?: readonly string[];
}

/** Protected APIs by their URI (RFC 8707). */
export type ResourceSettings = Readonly<Record<string, Resource>>;

/** The URI of our own API. */
export function ownApiOf(issuer: string): string {
  return `${issuer}/api/v1`;
}

/**
 * Our own API is always there, and no other setting takes its place. It signs the cheaper way: nobody else checks its
 * tokens. @param others default none
 * @throws CannotStart where tokens for another could be used at it
 */
export function withOwnApi(issuer: string, others: ResourceSettings = {}): ResourceSettings {
  const ownUri = ownApiOf(issuer);
  const alike = Object.entries(others).find(([, { audience }]) => audience === ownUri);
  if (alike !== undefined)
    throw new CannotStart(
      'resources',
      `${alike[0]} must not have ${ownUri} as its audience, which is the API of Countersign itself`,
    );
  const own = { scopes: apiScopes.join(' '), format: 'jwt', signing_alg: 'ES256' } as const;
  return { ...others, [ownUri]: own };
}

/** Whether a client is an API that tokens of an audience are for (RFC 7662 section 4). */
export function isOfAudience(resources: ResourceSettings, clientId: string, audience: unknown): boolean {
  const named = Object.entries(resources).filter(([uri, each]) => (each.audience ?? uri) === audience);
  return (
    named.length > 0 &&
    (clientId === audience || named.some(([, { clients }]) => clients?.includes(clientId)))
  );
}

/** For which API the tokens of a client are that names none; never our own, whatever is stored. */
function defaultResourceOf(issuer: string, client: Client): string | null {
  const { default_resource: resource } = client;
  return typeof resource === 'string' && resource !== ownApiOf(issuer) ? resource : null;
}

/** Tokens for the configured APIs only; one without `resource` is for the client's default, else for userinfo. */
export function resourceIndicators(
  issuer: string,
  resources: ResourceSettings,
): NonNullable<NonNullable<Configuration['features']>['resourceIndicators']> {
  return {
    enabled: true,
    // With `oneOf` it is for which of those that were granted a token shall be.
    defaultResource: async (_ctx, client, oneOf = []) => {
      const own = defaultResourceOf(issuer, client);
      return own !== null && (oneOf.length === 0 || oneOf.includes(own)) ? own : [...oneOf];
    },
    useGrantedResource: async ({ oidc: { client } }, { resourceIndicators: granted }) => {
      const own = client === undefined ? null : defaultResourceOf(issuer, client);
      return own !== null && granted.has(own);
    },
    getResourceServerInfo: async (_ctx, uri) => {
      const found = resourceOf(resources, uri);
      if (found === null) throw new errors.InvalidTarget();
      return {
        scope: found.scopes,
        audience: found.audience ?? uri,
        accessTokenFormat: found.format,
        jwt: { sign: { alg: found.signing_alg ?? 'RS256' } },
      };
    },
  };
}

/** Says in the header of a JWT access token what its resource wants to read there. */
export function tokenHeaders(resources: ResourceSettings): NonNullable<Configuration['formats']> {
  return {
    customizers: {
      jwt: async (_ctx, { resourceServer }, token) => {
        const typ = resourceServer && resourceOf(resources, resourceServer.identifier())?.typ;
        if (typ !== undefined) token.header = { ...token.header, typ };
      },
    },
  };
}

function resourceOf(resources: ResourceSettings, uri: string): Resource | null {
  return Object.hasOwn(resources, uri) ? (resources[uri] ?? null) : null;
}
