import type { Configuration } from 'oidc-provider';
import type { Clock } from '../../time/clock.ts';

const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;

/** No grant outlives this from the sign-in, rotation included (ruling 9). Seconds. */
const grantSeconds = 30 * day;

/** Lifetimes of what the library stores, in seconds. */
export function lifetimes(clock: Clock): NonNullable<Configuration['ttl']> {
  const now = () => Math.floor(clock().getTime() / 1000);
  return {
    /** Short, whatever it is for, because a JWT cannot be taken back (ruling 9). */
    AccessToken: 5 * minute,
    /** At most 60 s: RFC 9700 and the OAuth security profile of ASVS 10.4.3. */
    AuthorizationCode: minute,
    ClientCredentials: 5 * minute,
    DeviceCode: 10 * minute,
    Grant: grantSeconds,
    IdToken: hour,
    Interaction: hour,
    PushedAuthorizationRequest: minute,
    /** Counted from the sign-in, so that rotation does not prolong it. */
    RefreshToken: (_ctx, token) => Math.max(1, (token.authTime ?? now()) + grantSeconds - now()),
    Session: grantSeconds,
  };
}
