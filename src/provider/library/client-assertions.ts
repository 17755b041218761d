/**
 * What clients that sign in with a JWT (`private_key_jwt`) have to say in it. The library checks signature, `alg`, `iss`,
 * `sub`, `exp`, `nbf` and that each `jti` counts once; the audience it takes more freely than we do.
 */
import { type Configuration, errors } from 'oidc-provider';
import type { Clock } from '../../time/clock.ts';

type AssertionCheck = NonNullable<Configuration['assertJwtClientAuthClaimsAndHeader']>;

/** How far ahead `exp` may be, in seconds: so long the database keeps each `jti`. @see RFC 7523 section 3, item 4 */
export const longestAssertionSeconds = 24 * 60 * 60;

/**
 * For the library, after it has verified an assertion: only the issuer, as a string, is the audience, for every client at
 * every endpoint. A client that also names another server can be led to sign for the one what it sends to the other.
 * @see draft-ietf-oauth-rfc7523bis section 4, FAPI 2.0 Security Profile section 5.3.2.1
 */
export function createAssertionCheck(clock: Clock): AssertionCheck {
  return (ctx, { aud, exp }) => {
    if (aud !== ctx.oidc.issuer)
      throw new errors.InvalidClientAuth('audience (aud) must be the issuer identifier alone, as a string');
    const latest = clock().getTime() / 1000 + longestAssertionSeconds;
    if (typeof exp !== 'number' || exp > latest)
      throw new errors.InvalidClientAuth('expiration (exp) is too far in the future');
  };
}
