import type { ClientMetadata } from './store.ts';

/** Of whom the instance wants PKCE: of public clients alone, or of all. */
export const pkceRules = ['public', 'all'] as const;

export type PkceRule = (typeof pkceRules)[number];

/**
 * What makes a client send a PKCE challenge, in the words of its setting; null where it may do without (ruling 37).
 * A public client proves itself by nothing else. @see RFC 9700 section 2.1.1, RFC 7636
 */
export function pkceDemand(metadata: ClientMetadata, rule: PkceRule): string | null {
  if (metadata.token_endpoint_auth_method === 'none')
    return 'a client with token_endpoint_auth_method none always sends it';
  if (rule === 'all') return 'requirePkce is all in the configuration of this provider';
  return metadata.require_pkce === true ? 'require_pkce is true in the registration of this client' : null;
}
