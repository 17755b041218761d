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

/** Fields that exclude each other: the provider refuses such a client at its first request. */
export function conflictsIn(metadata: ClientMetadata): readonly FieldProblem[] {
  return [...keyConflicts(metadata), ...responseConflicts(metadata), ...addressConflicts(metadata)];
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
  return ['redirect_uris', 'post_logout_redirect_uris'].flatMap((name) =>
    listOf(metadata[name]).flatMap((uri, index) => {
      const problem = isNative ? nativeProblem(uri) : webProblem(uri);
      return problem === null ? [] : [{ field: `${name}[${index}]`, problem }];
    }),
  );
}

function webProblem(uri: unknown): string | null {
  const isPrivate = protocolOf(uri)?.includes('.') === true;
  return isPrivate ? 'needs application_type: native for its private scheme' : null;
}

/** @see RFC 8252 section 7.3 */
function nativeProblem(uri: unknown): string | null {
  const protocol = protocolOf(uri);
  const isLoopback = loopbacks.includes(URL.parse(String(uri))?.hostname ?? '');
  if (protocol === 'http:' && !isLoopback) return 'may use http on localhost, 127.0.0.1 and [::1] only';
  return protocol === 'https:' && isLoopback ? 'must use http on this machine' : null;
}

function protocolOf(uri: unknown): string | null {
  return typeof uri === 'string' ? (URL.parse(uri)?.protocol ?? null) : null;
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
