import { type Configuration, errors } from 'oidc-provider';
import { apiScopes } from '../../environments/client-terms.ts';
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
 */
export function withOwnApi(issuer: string, others: ResourceSettings = {}): ResourceSettings {
  const own = { scopes: apiScopes.join(' '), format: 'jwt', signing_alg: 'ES256' } as const;
  return { ...others, [ownApiOf(issuer)]: own };
}

/** JWT access tokens are good for five minutes at most (ruling 9). Seconds. */
const accessTokenSeconds = 5 * 60;

/** Tokens for the configured APIs only; without `resource` a token is for userinfo. */
export function resourceIndicators(
  resources: ResourceSettings,
): NonNullable<NonNullable<Configuration['features']>['resourceIndicators']> {
  return {
    enabled: true,
    defaultResource: async (_ctx, _client, oneOf) => (oneOf === undefined ? [] : oneOf) as string[],
    useGrantedResource: async () => false,
    getResourceServerInfo: async (_ctx, uri) => {
      const found = resourceOf(resources, uri);
      if (found === null) throw new errors.InvalidTarget();
      return {
        scope: found.scopes,
        audience: found.audience ?? uri,
        accessTokenFormat: found.format,
        accessTokenTTL: accessTokenSeconds,
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
