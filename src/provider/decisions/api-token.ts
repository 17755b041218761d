import { createHash } from 'node:crypto';
import { createLocalJWKSet, errors, type JWK, type JWTPayload, jwtVerify } from 'jose';
import type { LiveProvider } from '../library/live-provider.ts';

/** What a bearer token for our own API stands for; whether it still counts is the policy's to say. */
export type ApiToken =
  | {
      readonly kind: 'person';
      readonly userId: string;
      /** SHA-256 of the uid of the session that it came from. */
      readonly sessionHash: Buffer;
      readonly clientId: string;
      readonly scopes: ReadonlySet<string>;
      /** Epoch seconds. */
      readonly issuedAt: number | undefined;
    }
  | {
      readonly kind: 'client';
      readonly clientId: string;
      readonly scopes: ReadonlySet<string>;
      readonly issuedAt: number | undefined;
    };

/** The private claim that ties a token of our API to its session, so that whatever ends that ends the token. */
const sessionClaim = 'session_hash';

/** For `extraTokenClaims`. */
export function sessionClaimOf(sessionUid: string): Record<string, string> {
  return { [sessionClaim]: sessionHashOf(sessionUid).toString('base64url') };
}

function sessionHashOf(sessionUid: string): Buffer {
  return createHash('sha256').update(sessionUid).digest();
}

/**
 * Checks a JWT access token that we issued for our own API.
 * @returns null when it is not ours, not for this audience, expired or damaged, or bound to a key of its client: who only
 *   bears such a token has not shown the key, and our API asks for no proof of one
 * @see RFC 9068 section 4, RFC 9449 section 7.1
 */
export async function readApiToken(
  live: LiveProvider,
  value: string,
  expected: { readonly issuer: string; readonly audience: string; readonly now: Date },
): Promise<ApiToken | null> {
  const { issuer, audience, now } = expected;
  const keys = createLocalJWKSet({ keys: live.publicKeys() as JWK[] });
  try {
    const options = {
      issuer,
      audience,
      typ: 'at+jwt',
      currentDate: now,
      requiredClaims: ['exp', 'client_id'],
    };
    const { payload } = await jwtVerify(value, keys, options);
    return tokenOf(payload);
  } catch (error) {
    if (error instanceof errors.JOSEError) return null;
    throw error;
  }
}

function tokenOf(payload: JWTPayload): ApiToken | null {
  const { sub, client_id: clientId, scope, cnf, iat: issuedAt } = payload;
  if (cnf !== undefined) return null;
  if (typeof clientId !== 'string' || typeof sub !== 'string') return null;
  const scopes = new Set(typeof scope === 'string' ? scope.split(' ') : []);
  const session = payload[sessionClaim];
  // RFC 9068 section 2.2: a machine's token names the client as its subject.
  if (session === undefined) return sub === clientId ? { kind: 'client', clientId, scopes, issuedAt } : null;
  const sessionHash = Buffer.from(String(session), 'base64url');
  return { kind: 'person', userId: sub, sessionHash, clientId, scopes, issuedAt };
}
