import { newRecoveryCodes } from '../authenticators/recovery-codes.ts';
import { challengeSeconds, checkRegistration } from '../authenticators/security-key.ts';
import type { NewFactor } from '../authenticators/store.ts';
import { appParameters, confirmApp } from '../enrollment/app.ts';
import { confirmedApp, confirmedKey } from '../enrollment/confirmed-factor.ts';
import { requireMailedCode } from '../enrollment/mailed-code.ts';
import { type ConfirmedFactor, storeFactor } from '../enrollment/store-factor.ts';
import { limitKey, requireCharged } from '../limits/limit.ts';
import { watchedBy } from '../people/watched-by.ts';
import type { Proofs } from '../policy/facts.ts';
import { Refusal } from '../refusal/refusal.ts';
import type { SignInDeps } from '../sign-in/context.ts';
import { type ProofBeforeEnrollment, proofNeeded } from './begin-enrollment.ts';
import {
  endMyOtherSessions,
  lockMyself,
  recipientOf,
  requireOwnMfa,
  type SelfServiceContext,
} from './context.ts';
import { findPending, type PendingDetail, setUpOf, spendPending } from './pending-enrollment.ts';
import { spendOwnTicket } from './spend-own-ticket.ts';

export interface Confirmation {
  /** What shows that the factor works: the code that the app shows, or the answer of the key. */
  readonly by: { readonly code: string } | { readonly credential: unknown };
  /** What the mail said, or the ticket, where one of them is the proof; null for none. */
  readonly mailboxCode: string | null;
  readonly ticket: string | null;
}

/** The factor that counts from now on, and its recovery codes, which are shown once. */
export interface ConfirmedEnrollment {
  readonly factor: NewFactor;
  readonly recoveryCodes: readonly string[];
}

/**
 * A right code or the answer of a key, and the proof that is asked before an enrolment, make a factor that counts (T23,
 * D31, D33). All other sessions of the person end (D32); enrolling is a proof of this one (ruling 2).
 * @throws Refusal `enrollment_expired`, `field_empty` where the proof is left out, `token_invalid` (with `driftSeconds`) for any of the codes, `key_not_accepted`,
 *   `mfa_required`, `too_many_attempts`, `interaction_expired`
 */
export async function confirmOwnEnrollment(
  deps: SignInDeps,
  myself: SelfServiceContext,
  { id, ...confirmation }: Confirmation & { readonly id: string },
): Promise<ConfirmedEnrollment> {
  const { now } = myself;
  const { user } = myself.person;
  const pending = await findPending(deps.db, myself, id);
  const proof = proofNeeded(deps.plans, myself.person, now);
  await requireProof(deps, myself, { id, pending, proof, confirmation });
  const { proofs, recoveryCodes, ...confirmed } = await confirmedBy(deps, myself, {
    id,
    pending,
    by: confirmation.by,
  });
  await deps.db.transaction(async (stores) => {
    const person = await lockMyself(stores, myself);
    requireSameProof(deps, { ...myself, person }, proof);
    await spendPending(stores, id, now);
    await stores.limits.clear(tryKey(myself));
    if (proof === 'ticket') await spendOwnTicket(stores, { ...myself, person }, confirmation.ticket ?? '');
    const userEpoch = await stores.authenticators.markEnrolled(user.id, person.user.epoch);
    if (userEpoch === null) throw new Refusal('interaction_expired', { reason: 'the account is gone' });
    await endMyOtherSessions(stores, myself, { userEpoch, proofs });
    const { plans } = deps;
    const { actor } = myself;
    const organizations = watchedBy(person, null, { plans, now });
    const owner = { person, actor, organizations, recipient: recipientOf(myself), plans, now };
    await storeFactor(stores, confirmed, owner);
  });
  return { factor: confirmed.factor, recoveryCodes };
}

/**
 * A factor may have been added or removed, or an organization joined, since the proof was given: under the lock of the
 * person it still has to be what is asked.
 */
function requireSameProof(
  { plans }: Pick<SignInDeps, 'plans'>,
  myself: SelfServiceContext,
  given: ProofBeforeEnrollment,
): void {
  if (proofNeeded(plans, myself.person, myself.now) !== given)
    throw new Refusal('enrollment_expired', { reason: 'another proof is asked by now' });
  if (given === 'factor') requireOwnMfa(myself);
}

interface Shown {
  readonly id: string;
  readonly pending: PendingDetail;
  readonly by: Confirmation['by'];
}

/** The factor and what it has proven on the way. */
type Confirmed = ConfirmedFactor & Pick<ConfirmedEnrollment, 'recoveryCodes'> & { readonly proofs: Proofs };

async function confirmedBy(
  deps: SignInDeps,
  myself: SelfServiceContext,
  { pending, by }: Shown,
): Promise<Confirmed> {
  const userId = myself.person.user.id;
  const { nickname } = pending;
  const { now } = myself;
  const at = now.getTime();
  if ('code' in by) {
    const { secret } = pending;
    if (secret === null) throw new Refusal('enrollment_expired', { reason: 'a key was set up, not an app' });
    const { recoveryCodes, confirmedStep } = confirmApp(deps, { secret, code: by.code }, now);
    const app = { ...appParameters(deps, secret), lastStep: confirmedStep };
    const confirmed = confirmedApp(deps, app, { userId, nickname, recoveryCodes, now });
    return { ...confirmed, recoveryCodes, proofs: { totpAt: at, totpId: confirmed.factor.id } };
  }
  const challenge = challengeFor(myself, pending, at);
  const key = await checkRegistration(deps.relyingParty, { challenge, answer: by.credential });
  const { userVerified, hardwareBound } = key;
  const recoveryCodes = newRecoveryCodes();
  const confirmed = confirmedKey(deps, key, { userId, nickname, recoveryCodes, now });
  const webauthn = { at, authenticatorId: confirmed.factor.id, userVerified, hardwareBound };
  return { ...confirmed, recoveryCodes, proofs: { webauthn } };
}

/** Only the session that asked may answer, and only for so long. */
function challengeFor({ sessionHash }: SelfServiceContext, { key }: PendingDetail, at: number): string {
  if (key === null) throw new Refusal('enrollment_expired', { reason: 'an app was set up, not a key' });
  const isOwn = key.sessionHash === sessionHash.toString('base64');
  if (!isOwn || at - key.askedAt > challengeSeconds * 1000) throw new Refusal('enrollment_expired');
  return key.challenge;
}

interface Proving {
  readonly id: string;
  readonly pending: PendingDetail;
  readonly proof: ProofBeforeEnrollment;
  readonly confirmation: Confirmation;
}

/** A ticket is spent later, with the enrolment; here its tries are counted as well. */
async function requireProof(
  deps: SignInDeps,
  myself: SelfServiceContext,
  { id, pending, proof, confirmation }: Proving,
): Promise<void> {
  if (proof === 'factor') return requireOwnMfa(myself);
  if (proof === 'none') return;
  requireSaid(proof, confirmation);
  requireCharged(await deps.db.limits.charge(tryKey(myself), myself.now));
  if (proof === 'ticket') return;
  if (pending.mailbox === null) throw new Refusal('token_invalid', { about: 'mailbox_code' });
  // Its tries are those of the person, which were charged just now.
  const given = { code: confirmation.mailboxCode ?? '', sent: { ...pending.mailbox, tries: 1 } };
  await requireMailedCode(deps, setUpOf(myself, id), given);
}

/** What is left out is no guess. @throws Refusal `field_empty` with the name of the field */
function requireSaid(proof: 'mailbox' | 'ticket', { mailboxCode, ticket }: Confirmation): void {
  const [name, said] = proof === 'mailbox' ? ['mailbox_code', mailboxCode] : ['ticket', ticket];
  if (said === null || said.trim() === '') throw new Refusal('field_empty', { list: [name] });
}

/** Ten tries are free, whichever set-up they are for; then it waits, so that neither code can be guessed. */
function tryKey({ person }: SelfServiceContext): Buffer {
  return limitKey('proofs before an enrolment', person.user.id);
}
