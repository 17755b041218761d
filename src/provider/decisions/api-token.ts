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
      /** SHA-256 of the id of the grant that it is made of. */
      readonly grantHash: Buffer;
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

/** The private claims that tie a token of our API to its session and its grant: whatever ends one of them ends the token. */
const [sessionClaim, grantClaim] = ['session_hash', 'grant_hash'] as const;

/** For `extraTokenClaims`. */
export function tiesOf({
  sessionUid,
  grantId = '',
}: {
  readonly sessionUid: string;
  readonly grantId?: string | undefined;
}): Record<string, string> {
  return { [sessionClaim]: hashOf(sessionUid), [grantClaim]: hashOf(grantId) };
}

function hashOf(id: string): string {
  return createHash('sha256').update(id).digest('base64url');
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
  const { [sessionClaim]: session, [grantClaim]: grant } = payload;
  // RFC 9068 section 2.2: a machine's token names the client as its subject.
  if (session === undefined) return sub === clientId ? { kind: 'client', clientId, scopes, issuedAt } : null;
  const [sessionHash, grantHash] = [bytesOf(session), bytesOf(grant)];
  return { kind: 'person', userId: sub, sessionHash, grantHash, clientId, scopes, issuedAt };
}

function bytesOf(claim: unknown): Buffer {
  return Buffer.from(String(claim), 'base64url');
}
