import type { KoaContextWithOIDC } from 'oidc-provider';
import type { Presented } from './provider-records.ts';

/** By the grant that is asked for: the parameter that has it, and what it is. */
const ofGrants: Readonly<Record<string, readonly [parameter: string, model: string]>> = {
  authorization_code: ['code', 'AuthorizationCode'],
  refresh_token: ['refresh_token', 'RefreshToken'],
  'urn:ietf:params:oauth:grant-type:device_code': ['device_code', 'DeviceCode'],
};

/** What somebody may ask about, or take back, without saying what it is (RFC 7662 section 2.1, RFC 7009 section 2.1). */
const ofTokens = ['AccessToken', 'ClientCredentials', 'RefreshToken'];

/** The code or token that a program sends to an endpoint of the library, once its body is read; null for none. */
export function presentedBy({
  route,
  params,
}: Pick<KoaContextWithOIDC['oidc'], 'route' | 'params'>): Presented | null {
  if (params === undefined) return null;
  if (route === 'introspection' || route === 'revocation') return presentedAs(ofTokens, params.token);
  const grant = ofGrants[String(params.grant_type)];
  return route === 'token' && grant !== undefined ? presentedAs([grant[1]], params[grant[0]]) : null;
}

function presentedAs(models: readonly string[], id: unknown): Presented | null {
  return typeof id === 'string' && id !== '' ? { models, id } : null;
}
