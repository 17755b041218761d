import type { Client, KoaContextWithOIDC } from 'oidc-provider';

/**
 * Whether a client gets a new refresh token each time it uses one. One that signs its requests (`private_key_jwt`) and
 * whose access tokens are bound to a key of its own has nothing to gain from it, and loses its tokens when an answer does
 * not arrive. The library would not say so: it calls the tokens of confidential clients not sender-constrained.
 * @see FAPI 2.0 Security Profile section 5.3.2.1, item 9; RFC 9700 section 4.14.2
 */
export function rotates({ clientAuthMethod, dpopBoundAccessTokens }: Client): boolean {
  return clientAuthMethod !== 'private_key_jwt' || dpopBoundAccessTokens !== true;
}

/** Refresh tokens that were used before; the library does not know. */
const usedBefore = new WeakSet<object>();

/**
 * Keeps it from the library that a refresh token was used before: it would take back what came of it and tell nobody.
 * Like a code it is refused when it is used up (adapter.ts).
 */
export function hideUse(token: { consumed?: unknown }): void {
  if (token.consumed === undefined) return;
  token.consumed = undefined;
  usedBefore.add(token);
}

/** For the library, once it has checked a refresh token and asked for its account. */
export function rotateRefreshToken({ oidc: { client, entities } }: KoaContextWithOIDC): boolean {
  const { RefreshToken: token } = entities;
  return client === undefined || rotates(client) || (token !== undefined && usedBefore.has(token));
}
