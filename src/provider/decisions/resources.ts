import { type Configuration, errors } from 'oidc-provider';
import { apiScopes } from '../../environments/client-terms.ts';

/** Protected APIs by their URI (RFC 8707). */
export type ResourceSettings = Readonly<
  Record<string, { readonly scopes: string; readonly format: 'opaque' | 'jwt'; readonly audience?: string }>
>;

/** Our own API is always there. @param others default none */
export function withOwnApi(issuer: string, others: ResourceSettings = {}): ResourceSettings {
  return { [`${issuer}/api/v1`]: { scopes: apiScopes.join(' '), format: 'jwt' }, ...others };
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
    getResourceServerInfo: async (_ctx, resource) => {
      const found = Object.hasOwn(resources, resource) ? resources[resource] : undefined;
      if (found === undefined) throw new errors.InvalidTarget();
      return {
        scope: found.scopes,
        audience: found.audience ?? resource,
        accessTokenFormat: found.format,
        accessTokenTTL: accessTokenSeconds,
        jwt: { sign: { alg: 'ES256' } },
      };
    },
  };
}
