/**
 * What clients that sign in with a JWT (`private_key_jwt`) have to say in it. The library checks signature, `alg`, `iss`,
 * `sub`, `exp`, `nbf` and that each `jti` counts once; the audience it takes more freely than we do.
 */
import { type Configuration, errors, type KoaContextWithOIDC, type Provider } from 'oidc-provider';
import type { Logger } from '../../logging/logger.ts';
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

/**
 * One line for each refused assertion: the client learns no more than `invalid_client`, and whoever set it up has to see
 * which audience it must name. The assertion itself is not in it.
 */
export function logRefusedAssertions(provider: Provider, logger: Logger): void {
  const log = (ctx: KoaContextWithOIDC, error: errors.OIDCProviderError) => {
    if (!(error instanceof errors.InvalidClientAuth) || ctx.oidc.params?.client_assertion === undefined)
      return;
    const expectedAudience = ctx.oidc.issuer;
    const clientId = ctx.oidc.client?.clientId ?? null;
    logger.warn(
      { requestId: ctx.state.requestId, clientId, expectedAudience, reason: error.error_detail ?? null },
      'a client assertion was refused',
    );
  };
  // Every endpoint that authenticates clients.
  provider.on('grant.error', log);
  provider.on('pushed_authorization_request.error', log);
  provider.on('introspection.error', log);
  provider.on('revocation.error', log);
  provider.on('device_authorization.error', log);
}
