import { isLocalHost } from '../outbound/private-networks.ts';
import { isOpenMachine, signsPeopleIn, usesRedirects } from './client-terms.ts';
import type { ClientMetadata } from './store.ts';

/** What is wrong with one field beside the others. */
export interface FieldProblem {
  readonly field: string;
  readonly problem: string;
}

/** Ways in which a client proves itself without a secret. */
const withoutSecret: readonly unknown[] = ['none', 'private_key_jwt'];

const loopbacks: readonly string[] = ['localhost', '127.0.0.1', '[::1]'];

/**
 * Fields that exclude each other: the provider refuses such a client at its first request, or answers nobody.
 * @param metadata what is null in it counts as left out
 */
export function conflictsIn(document: ClientMetadata): readonly FieldProblem[] {
  const metadata = Object.fromEntries(Object.entries(document).filter(([, value]) => value !== null));
  return [
    ...keyConflicts(metadata),
    ...overlapConflicts(metadata),
    ...responseConflicts(metadata),
    ...addressConflicts(metadata),
  ];
}

/** Fields that the others call for; of a client that is registered already, its stored metadata counts. */
export function gapsIn(metadata: ClientMetadata): readonly FieldProblem[] {
  const { token_endpoint_auth_method: method = 'client_secret_basic' } = metadata;
  const gaps: FieldProblem[] = [];
  if (metadata.client_secret === undefined && !withoutSecret.includes(method)) {
    const problem = 'is missing; a client without a secret needs token_endpoint_auth_method: none';
    gaps.push({ field: 'client_secret', problem });
  }
  if (usesRedirects(metadata) && listOf(metadata.redirect_uris).length === 0) {
    const problem = 'is missing; grant type authorization_code needs at least one';
    gaps.push({ field: 'redirect_uris', problem });
  }
  if (method === 'private_key_jwt' && metadata.jwks === undefined && metadata.jwks_uri === undefined) {
    gaps.push({ field: 'jwks_uri', problem: 'is missing; private_key_jwt needs jwks_uri or jwks' });
  }
  if (
    metadata.default_resource !== undefined &&
    signsPeopleIn(metadata) &&
    metadata.id_token_claims !== true
  ) {
    const problem = 'needs id_token_claims: true, since a token for an API cannot read userinfo';
    gaps.push({ field: 'default_resource', problem });
  }
  return gaps;
}

function keyConflicts(metadata: ClientMetadata): FieldProblem[] {
  const conflicts: FieldProblem[] = [];
  if (metadata.jwks !== undefined && metadata.jwks_uri !== undefined) {
    conflicts.push({ field: 'jwks_uri', problem: 'is one too many beside jwks' });
  }
  const { token_endpoint_auth_signing_alg: algorithm, token_endpoint_auth_method: method } = metadata;
  if (algorithm !== undefined && method !== 'private_key_jwt') {
    const problem = 'needs token_endpoint_auth_method: private_key_jwt';
    conflicts.push({ field: 'token_endpoint_auth_signing_alg', problem });
  }
  if (metadata.require_pkce === false && method === 'none') {
    const problem = 'must not be false for a client with token_endpoint_auth_method none';
    conflicts.push({ field: 'require_pkce', problem });
  }
  if (isOpenMachine(metadata)) {
    const problem = 'must not be none for grant type client_credentials (RFC 6749 section 4.4)';
    conflicts.push({ field: 'token_endpoint_auth_method', problem });
  }
  return conflicts;
}

/** Whoever has a public client's refresh token could otherwise use it beside its owner, unnoticed. */
function overlapConflicts(metadata: ClientMetadata): FieldProblem[] {
  const { refresh_token_overlap_seconds: seconds = 0, dpop_bound_access_tokens: bound } = metadata;
  if (seconds === 0 || metadata.token_endpoint_auth_method !== 'none' || bound === true) return [];
  const problem = 'must be 0 for a client without a secret, unless it has dpop_bound_access_tokens: true';
  return [{ field: 'refresh_token_overlap_seconds', problem }];
}

function responseConflicts(metadata: ClientMetadata): FieldProblem[] {
  if (metadata.response_types === undefined) return [];
  const hasCode = listOf(metadata.response_types).includes('code');
  if (hasCode === usesRedirects(metadata)) return [];
  const problem = hasCode
    ? 'needs authorization_code among the grant_types'
    : 'must be [code] for grant type authorization_code';
  return [{ field: 'response_types', problem }];
}

function addressConflicts(metadata: ClientMetadata): FieldProblem[] {
  const isNative = metadata.application_type === 'native';
  const uris = ['redirect_uris', 'post_logout_redirect_uris'].flatMap((name) =>
    listOf(metadata[name]).map((uri, index) => ({ field: `${name}[${index}]`, uri })),
  );
  const conflicts = uris.flatMap(({ field, uri }) => {
    const problem = isNative ? nativeProblem(uri, metadata) : webProblem(uri);
    return problem === null ? [] : [{ field, problem }];
  });
  return [...conflicts, ...flagConflicts(metadata, uris)];
}

function webProblem(uri: unknown): string | null {
  return isOwnScheme(uri) ? 'needs application_type: native for its private scheme' : null;
}

/** @see RFC 8252 sections 7.1 and 7.3 */
function nativeProblem(uri: unknown, metadata: ClientMetadata): string | null {
  const protocol = protocolOf(uri);
  const host = URL.parse(String(uri))?.hostname ?? '';
  const isLoopback = loopbacks.includes(host);
  if (isOwnScheme(uri) && protocol?.includes('.') === false && metadata.allow_scheme_without_dot !== true)
    return 'needs a dot in its private scheme, as com.example.app:, or allow_scheme_without_dot: true';
  if (protocol === 'http:' && !isLoopback) return localHttpProblem(host, metadata);
  return protocol === 'https:' && isLoopback ? 'must use http on this machine' : null;
}

/** What is no address of the local network would carry codes over the Internet in the clear. */
function localHttpProblem(
  host: string,
  { allow_http_on_local_network: isAllowed }: ClientMetadata,
): string | null {
  if (isAllowed !== true)
    return 'may use http on localhost, 127.0.0.1 and [::1] only, or on the local network with allow_http_on_local_network: true';
  return isLocalHost(host) ? null : 'may use http on this machine and addresses of the local network only';
}

/** The library takes such a client for one of the web, which has no private schemes. */
function flagConflicts(
  metadata: ClientMetadata,
  uris: readonly { readonly field: string; readonly uri: unknown }[],
): FieldProblem[] {
  const flags = ['allow_http_on_local_network', 'allow_scheme_without_dot'];
  if (metadata.application_type !== 'native')
    return flags
      .filter((flag) => metadata[flag] === true)
      .map((field) => ({ field, problem: 'needs application_type: native' }));
  if (metadata.allow_http_on_local_network !== true) return [];
  return uris
    .filter(({ uri }) => isOwnScheme(uri))
    .map(({ field }) => ({
      field,
      problem: 'cannot have a private scheme beside allow_http_on_local_network',
    }));
}

function isOwnScheme(uri: unknown): boolean {
  const protocol = protocolOf(uri);
  return protocol !== null && protocol !== 'http:' && protocol !== 'https:';
}

function protocolOf(uri: unknown): string | null {
  return typeof uri === 'string' ? (URL.parse(uri)?.protocol ?? null) : null;
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
