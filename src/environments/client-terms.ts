/**
 * What a client may register. The provider is configured from these lists and the seeding file is held against them; a
 * test compares them with the discovery document.
 */
import type { ClientMetadata } from './store.ts';

/** Given to client credentials only, and only where the client's metadata names it; never to a person. */
export const machineScope = 'operator';

/** Under which a person acts on their own account, at `/me` of the API. */
export const accountScope = 'account';

/** Under which a person administers organizations; their role says which and how far. */
export const adminScope = 'organization:admin';

/** Of our own API. They may change something, so none is a default: each registration names what it needs (ruling 29). */
export const apiScopes: readonly string[] = [accountScope, adminScope, machineScope];

/** Scopes that a client's metadata may name; those of resource servers are no metadata. */
export const clientScopes = [
  'openid',
  'offline_access',
  'organization',
  'groups',
  'roles',
  'profile',
  'email',
  'address',
  'phone',
  accountScope,
  adminScope,
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

const machineGrant = 'client_credentials';

export const grantTypes = [
  'authorization_code',
  'refresh_token',
  machineGrant,
  'urn:ietf:params:oauth:grant-type:device_code',
] as const;

export const responseTypes = ['code'] as const;

export const responseModes = ['query', 'fragment', 'form_post'] as const;

/** @see Initiating User Registration via OpenID Connect 1.0 section 4.1 */
export const promptValues = ['none', 'login', 'consent', 'select_account'] as const;

export const subjectTypes = ['public'] as const;

export const idTokenAlgorithms = ['RS256', 'ES256'] as const;

/** Whether a browser ever comes back to the client: it registers redirect URIs then. */
export function usesRedirects({ grant_types: own }: ClientMetadata): boolean {
  return !Array.isArray(own) || own.includes('authorization_code');
}

/** Whether people sign in by it: a machine acts for itself alone. */
export function signsPeopleIn({ grant_types: own }: ClientMetadata): boolean {
  return !Array.isArray(own) || own.some((each) => each !== machineGrant);
}

/** Whether anybody who knows its id could be this machine, which proves nothing. @see RFC 6749 section 4.4 */
export function isOpenMachine({
  grant_types: own,
  token_endpoint_auth_method: method,
}: ClientMetadata): boolean {
  return method === 'none' && Array.isArray(own) && own.includes(machineGrant);
}

/** Of a client that names none; the library's default is every scope. */
export const defaultScope = clientScopes.filter((scope) => !apiScopes.includes(scope)).join(' ');

/** An application that is told which session has ended signs out nobody else of that person. */
const ownDefaults = { scope: defaultScope, backchannel_logout_session_required: true };

/**
 * The metadata with our own defaults. Machines and devices have neither redirect URIs nor response types, for which the
 * library's default is `code`. @see RFC 7591 section 2
 */
export function completeMetadata(metadata: ClientMetadata): ClientMetadata {
  const withoutRedirects = usesRedirects(metadata) ? {} : { redirect_uris: [], response_types: [] };
  return {
    ...ownDefaults,
    ...withoutRedirects,
    ...metadata,
    ...withoutMachineGrant(metadata),
    ...(isNativeOnLocalNetwork(metadata) && { application_type: 'web' }),
  };
}

/** Whether a registration is that of a native application, whatever the library is told. */
export function isNative({ application_type: type }: ClientMetadata): boolean {
  return type === 'native';
}

/** The library takes http of the local network of clients of the web alone. */
function isNativeOnLocalNetwork(metadata: ClientMetadata): boolean {
  return isNative(metadata) && metadata.allow_http_on_local_network === true;
}

/** One that was registered before such were refused. */
function withoutMachineGrant(metadata: ClientMetadata): ClientMetadata {
  const { grant_types: own } = metadata;
  if (!Array.isArray(own) || !isOpenMachine(metadata)) return {};
  return { grant_types: own.filter((each) => each !== machineGrant) };
}

/**
 * Which of some scopes a client may still ask for, by its registration as it stands now (ruling 29). Those of resource
 * servers are no metadata: whoever may name the resource may ask for them.
 */
export function scopesNow(metadata: ClientMetadata, scopes: Iterable<string>): readonly string[] {
  const { scope, grant_types: grants } = completeMetadata(metadata);
  const registered = new Set(String(scope).split(' '));
  if (!Array.isArray(grants) || !grants.includes(machineGrant)) registered.delete(machineScope);
  const known: readonly string[] = clientScopes;
  return [...scopes].filter((name) => !known.includes(name) || registered.has(name));
}
