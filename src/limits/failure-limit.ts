/**
 * How many second-factor failures an account may have (product decision 3).
 * One budget for TOTP and recovery codes, over all sessions and servers; WebAuthn stays open as the way out.
 */
import type { Instant } from '../policy/facts.ts';

/** Failures without a wait in between; after this one the first wait comes. @see RFC 4226 section 7.3 (throttling) */
export const failuresBeforeDelay = 5;

/** First delay in seconds; it doubles with each further failure. @see RFC 4226 section 7.3 */
export const firstLockSeconds = 30;

/** Longest delay in seconds. */
export const longestLockSeconds = 60 * 60;

/**
 * The failure after which only WebAuthn, an admin's reset or the operator's unlock helps.
 * @see NIST SP 800-63B section 3.2.2, which allows 100 at most
 */
export const failuresBeforeStop = 50;

/**
 * Until when codes are refused unseen: null not at all, `stopped` for good.
 * @param failures consecutive failures so far, the one at `now` included
 */
export function lockAfterFailures(failures: number, now: Instant): Instant | null | 'stopped' {
  if (failures >= failuresBeforeStop) return 'stopped';
  if (failures < failuresBeforeDelay) return null;
  const seconds = firstLockSeconds * 2 ** (failures - failuresBeforeDelay);
  return now + Math.min(seconds, longestLockSeconds) * 1000;
}
