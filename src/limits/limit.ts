import { createHash } from 'node:crypto';
import { Refusal } from '../refusal/refusal.ts';

/** A throttle answered "not yet". */
export interface Throttled {
  readonly result: 'throttled';
  readonly retryAfterSeconds: number;
}

/** What became of a charge: it was made in a committed statement of its own, before anything is done. */
export type Charge = Throttled | { readonly result: 'charged' };

/** What is limited, each by itself. */
type Limited =
  | 'answers of security keys'
  | 'changes of an address'
  | 'invitations'
  | 'mailed codes'
  | 'mailed reset links'
  | 'mails to operators'
  | 'new recovery codes'
  | 'notices of sign-ins'
  | 'notification addresses'
  | 'proofs before an enrolment'
  | 'questions to the operator'
  | 'reminders'
  | 'reports of activity'
  | 'requests for a new password'
  | 'tickets';

/**
 * Key of a limit, 32 bytes.
 * A hash, because people type passwords and other people's addresses into fields for an e-mail.
 * @param whose ids or addresses, e.g. of a user; of an organization and an address
 */
export function limitKey(what: Limited, ...whose: readonly string[]): Buffer {
  return createHash('sha256')
    .update(JSON.stringify([what, ...whose]))
    .digest();
}

/** @returns the charge that was made @throws Refusal `too_many_attempts` for one that was not */
export function requireCharged<Made extends Charge>(charge: Made): Exclude<Made, Throttled> {
  if (charge.result === 'charged') return charge as Exclude<Made, Throttled>;
  throw new Refusal('too_many_attempts', { retryAfterSeconds: charge.retryAfterSeconds });
}
