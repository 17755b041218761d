/**
 * Guessing passwords, slowed per account and source (product decision 6): a stranger elsewhere does not slow
 * the user, and one stranger cannot try one password after the other.
 */
import { createHash } from 'node:crypto';
import ipaddr from 'ipaddr.js';
import type { Instant } from '../policy/facts.ts';

/** Failures of one account from one source without a wait in between. */
export const freePasswordFailures = 10;

/** Delay after the last free failure, in seconds; it doubles with each further one. */
export const firstPasswordDelaySeconds = 1;

/** Longest delay, in seconds. */
export const longestPasswordDelaySeconds = 15 * 60;

/** Source of requests whose address cannot be read; they share one budget. */
export const unknownSource = 'unknown';

/**
 * When the next password may be tried; null: at once.
 * @param failures consecutive failures so far, the one at `now` included
 */
export function throttleAfter(failures: number, now: Instant): Instant | null {
  if (failures < freePasswordFailures) return null;
  const delaySeconds = firstPasswordDelaySeconds * 2 ** (failures - freePasswordFailures);
  return now + Math.min(delaySeconds, longestPasswordDelaySeconds) * 1000;
}

/**
 * The part of an address that one customer of a network holds: an IPv4 address itself, the /64 of an IPv6 one
 * (`2001:db8:0:1::/64`). IPv4-mapped IPv6 is IPv4; what is no address is `unknown`.
 */
export function sourcePrefix(address: string): string {
  if (ipaddr.IPv4.isValidFourPartDecimal(address)) return ipaddr.IPv4.parse(address).toString();
  if (!ipaddr.IPv6.isValid(address)) return unknownSource;
  const parsed = ipaddr.IPv6.parse(address);
  if (parsed.isIPv4MappedAddress()) return parsed.toIPv4Address().toString();
  const network = new ipaddr.IPv6([...parsed.parts.slice(0, 4), 0, 0, 0, 0]);
  return `${network.toRFC5952String()}/64`;
}

/** Whether two addresses have one source; an unreadable address is never the same as another. */
export function isSameSource(first: string, second: string): boolean {
  const prefix = sourcePrefix(first);
  return prefix !== unknownSource && prefix === sourcePrefix(second);
}

export interface PasswordAttempt {
  /** As typed; whether such a user exists must not matter. */
  readonly email: string;
  readonly address: string;
  /** Id of the device cookie if it is one of this user's known devices: it has a budget of its own. */
  readonly knownDeviceId: string | null;
}

/**
 * Key of the failure counter, 32 bytes.
 * A hash, because people type passwords and other people's addresses into the e-mail field.
 */
export function throttleKey({ email, address, knownDeviceId }: PasswordAttempt): Buffer {
  const account = email.trim().normalize('NFC').toLowerCase();
  const source = knownDeviceId === null ? ['address', sourcePrefix(address)] : ['device', knownDeviceId];
  return createHash('sha256')
    .update(JSON.stringify([account, ...source]))
    .digest();
}
