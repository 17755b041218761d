/**
 * What a client may register. The provider is configured from these lists and the seeding file is held against them; a
 * test compares them with the discovery document.
 */
import type { ClientMetadata } from './store.ts';

/** Given to client credentials only, and only where the client's metadata names it; never to a person. */
export const machineScope = 'operator';

/** Scopes that a client's metadata may name; those of resource servers are no metadata. */
export const clientScopes = [
  'openid',
  'offline_access',
  'organization',
  'profile',
  'email',
  'address',
  'phone',
  'organization:admin',
  machineScope,
] as const;

export const clientAuthMethods = [
  'client_secret_basic',
  'client_secret_post',
  'none',
  'private_key_jwt',
] as const;

/** Of assertions of `private_key_jwt`. */
export const clientAuthAlgorithms = ['RS256', 'PS256', 'ES256', 'Ed25519', 'EdDSA'] as const;

export const grantTypes = [
  'authorization_code',
  'refresh_token',
  'client_credentials',
  'urn:ietf:params:oauth:grant-type:device_code',
] as const;

export const responseTypes = ['code'] as const;

export const responseModes = ['query', 'fragment', 'form_post'] as const;

export const subjectTypes = ['public'] as const;

export const idTokenAlgorithms = ['RS256', 'ES256'] as const;

/** Whether a browser ever comes back to the client: it registers redirect URIs then. */
export function usesRedirects({ grant_types: own }: ClientMetadata): boolean {
  return !Array.isArray(own) || own.includes('authorization_code');
}

/** Of a client that names none. The library's default is every scope, which would make any machine the operator. */
const scopesByDefault = clientScopes.filter((scope) => scope !== machineScope).join(' ');

/**
 * The metadata with our own defaults. Machines and devices have neither redirect URIs nor response types, for which the
 * library's default is `code`. @see RFC 7591 section 2
 */
export function completeMetadata(metadata: ClientMetadata): ClientMetadata {
  const withoutRedirects = usesRedirects(metadata) ? {} : { redirect_uris: [], response_types: [] };
  return { scope: scopesByDefault, ...withoutRedirects, ...metadata };
}
