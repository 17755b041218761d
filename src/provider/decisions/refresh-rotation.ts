import { calculateJwkThumbprint, decodeProtectedHeader } from 'jose';
import type { Client, KoaContextWithOIDC, RefreshToken } from 'oidc-provider';
import type { RotationTerms } from '../records/refresh-overlap.ts';
import type { RequestRecords } from '../records/request-records.ts';

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

/**
 * For the library, once it has checked a refresh token, asked for its account and so the policy anew. Where requests of the
 * client may overlap, a token that was used before is not yet refused: who comes second gets the same successor.
 */
export function createRotation(records: Pick<RequestRecords, 'mayOverlap'>) {
  return async (ctx: KoaContextWithOIDC): Promise<boolean> => {
    const { client, entities } = ctx.oidc;
    const { RefreshToken: token } = entities;
    if (client === undefined || token === undefined) return true;
    const overlapSeconds = overlapOf(client);
    if (overlapSeconds > 0)
      records.mayOverlap({ token: token.jti, overlapSeconds, terms: await termsOf(ctx, token) });
    return rotates(client) || usedBefore.has(token);
  };
}

/** Seconds. One that has nothing to rotate has nothing to overlap either. */
function overlapOf(client: Client): number {
  const { refresh_token_overlap_seconds: seconds } = client;
  return rotates(client) && typeof seconds === 'number' ? seconds : 0;
}

async function termsOf(ctx: KoaContextWithOIDC, token: RefreshToken): Promise<RotationTerms> {
  const { params, requestParamScopes, client } = ctx.oidc;
  return {
    authentication: client?.clientAuthMethod ?? '',
    key: await proofKeyOf(ctx.get('dpop')),
    scopes: [...(typeof params?.scope === 'string' ? requestParamScopes : token.scopes)],
  };
}

/** Of a proof that the library has verified. @see RFC 9449 section 4.2 */
async function proofKeyOf(proof: string): Promise<string | null> {
  if (proof === '') return null;
  const { jwk } = decodeProtectedHeader(proof);
  return jwk === undefined ? null : calculateJwkThumbprint(jwk);
}
