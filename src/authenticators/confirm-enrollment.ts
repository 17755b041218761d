import { createHash } from 'node:crypto';
import {
  endMyOtherSessions,
  lockMyself,
  type Myself,
  recipientOf,
  requireOwnMfa,
} from '../accounts/myself.ts';
import { spendOwnTicket } from '../accounts/spend-own-ticket.ts';
import { Refusal } from '../refusal.ts';
import { confirmEnrollment, confirmedFactor } from '../sign-in/enroll.ts';
import { proveMailbox } from '../sign-in/prove-mailbox.ts';
import { storeFactor } from '../sign-in/store-factor.ts';
import { type EnrollmentDeps, type ProofBeforeEnrollment, proofNeeded } from './begin-enrollment.ts';
import { asSignIn, findPending, type PendingDetail, spendPending } from './pending-enrollment.ts';
import type { NewTotpFactor } from './store.ts';

export interface Confirmation {
  /** That the app shows. */
  readonly code: string;
  /** What the mail said, or the ticket, where one of them is the proof; null for none. */
  readonly mailboxCode: string | null;
  readonly ticket: string | null;
}

/** The factor that counts from now on, and its recovery codes, which are told this once. */
export interface ConfirmedEnrollment {
  readonly factor: NewTotpFactor;
  readonly recoveryCodes: readonly string[];
}

/**
 * A right code and the proof that is asked before an enrolment make a factor that counts (T23, D33). All other sessions
 * of the person end (D32); enrolling is a proof of this one (ruling 2).
 * @throws Refusal `enrollment_expired`, `token_invalid` (with `driftSeconds`) for any of the codes, `mfa_required`,
 *   `too_many_attempts`, `server_busy`, `interaction_expired`
 */
export async function confirmOwnEnrollment(
  deps: EnrollmentDeps,
  myself: Myself,
  { id, ...confirmation }: Confirmation & { readonly id: string },
  now: Date,
): Promise<ConfirmedEnrollment> {
  const { user } = myself.person;
  const pending = await findPending(deps.db, user.id, id, now);
  const proof = proofNeeded(deps.plans, myself.person, now);
  await requireProof(deps, myself, { id, pending, proof, confirmation }, now);
  const { enrollment } = confirmEnrollment(deps, asSignIn(myself, id, pending), confirmation.code, now);
  if (enrollment === null) throw new Refusal('enrollment_expired');
  const named = { userId: user.id, nickname: pending.nickname };
  const confirmed = await confirmedFactor(deps, enrollment, named, now);
  await deps.db.transaction(async (stores) => {
    const person = await lockMyself(stores, myself);
    await spendPending(stores, id, now);
    await stores.accounts.clearThrottle(tryKey(user.id));
    if (proof === 'ticket')
      await spendOwnTicket(stores, { ...myself, person }, confirmation.ticket ?? '', now);
    const userEpoch = await stores.authenticators.markEnrolled(user.id, person.user.epoch);
    if (userEpoch === null) throw new Refusal('interaction_expired', { reason: 'the account is gone' });
    await endMyOtherSessions(stores, myself, { userEpoch, proofs: { totpAt: now.getTime() } });
    const { actor } = myself;
    const owner = { person, actor, recipient: recipientOf(myself), plans: deps.plans };
    await storeFactor(stores, confirmed, owner, now);
  });
  return { factor: confirmed.factor, recoveryCodes: enrollment.recoveryCodes };
}

interface Proving {
  readonly id: string;
  readonly pending: PendingDetail;
  readonly proof: ProofBeforeEnrollment;
  readonly confirmation: Confirmation;
}

/** A ticket is spent later, with the enrolment; here its tries are counted as well. */
async function requireProof(
  deps: EnrollmentDeps,
  myself: Myself,
  { id, pending, proof, confirmation }: Proving,
  now: Date,
): Promise<void> {
  if (proof === 'factor') return requireOwnMfa(myself, now);
  if (proof === 'none') return;
  const charge = await deps.db.accounts.charge(tryKey(myself.person.user.id), now);
  if (charge.result === 'throttled') {
    const { retryAfterSeconds } = charge;
    throw new Refusal('too_many_attempts', { retryAfterSeconds });
  }
  if (proof === 'ticket') return;
  await proveMailbox(deps, asSignIn(myself, id, pending), confirmation.mailboxCode ?? '', now);
}

/** Ten tries are free, whichever set-up they are for; then it waits, so that neither code can be guessed. */
function tryKey(userId: string): Buffer {
  return createHash('sha256').update(`proof before an enrolment ${userId}`).digest();
}
