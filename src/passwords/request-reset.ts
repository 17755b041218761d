import { readEmailAddress } from '../documents/email-address.ts';
import { limitKey, requireCharged } from '../limits/limit.ts';
import { sourcePrefix } from '../limits/password-throttle.ts';
import { normalizeEmail } from '../people/email.ts';
import { Refusal } from '../refusal/refusal.ts';
import type { Db } from '../stores.ts';

/** What the page for a forgotten password was told. */
export interface ResetRequest {
  /** As typed; whether such a user exists must not matter here. */
  readonly email: string;
  readonly sourceAddress: string;
  /** For the mail. */
  readonly language: string;
}

/**
 * Takes a request for a new password. It only goes into the queue, the same for every e-mail: neither the answer nor its
 * time tells whether there is such a user, nor how their account is. mail-reset-link.ts does the rest.
 * @throws Refusal `email_malformed`, `too_many_attempts` for more from one source about one account
 */
export async function requestReset(db: Db, request: ResetRequest, now: Date): Promise<void> {
  const email = normalizeEmail(request.email);
  // Of what is no address there is no account; this says nothing about anybody.
  if (!readEmailAddress(email).ok) throw new Refusal('email_malformed');
  const key = limitKey('requests for a new password', email, sourcePrefix(request.sourceAddress));
  requireCharged(await db.limits.charge(key, now));
  await db.transaction(({ outbox }) => outbox.mailResetLink({ ...request, email }));
}
