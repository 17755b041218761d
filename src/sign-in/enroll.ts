import { randomUUID } from 'node:crypto';
import {
  hashRecoveryCodes,
  newRecoveryCodeSalt,
  newRecoveryCodes,
  normalizeRecoveryCode,
} from '../authenticators/recovery-codes.ts';
import { defaultTotp, matchTotp, newTotpSecret, type TotpParameters } from '../authenticators/totp.ts';
import { Refusal } from '../refusal.ts';
import { actorOf, type SignIn, type SignInDeps } from './context.ts';
import { tell } from './notices.ts';
import type { PendingEnrollment, SignInProgress } from './progress.ts';

/** Starts setting up TOTP with a new secret; a later sign-in gets another one. */
export function startEnrollment(progress: SignInProgress): SignInProgress {
  const enrollment = { secret: newTotpSecret(), confirmedStep: null, confirmedAt: null, recoveryCodes: [] };
  return { ...progress, enrollment };
}

/** The parameters of the TOTP that is being set up. */
export function enrollmentParameters(deps: SignInDeps, enrollment: PendingEnrollment): TotpParameters {
  return { ...defaultTotp, period: deps.totp.periodSeconds, secret: enrollment.secret };
}

/**
 * One right code shows that the app has the secret; recovery codes are made. Nothing counts yet.
 * @throws Refusal `token_invalid` (with `driftSeconds`), `enrollment_expired`
 */
export function confirmEnrollment(deps: SignInDeps, signIn: SignIn, code: string, now: Date): SignInProgress {
  const { enrollment } = signIn.progress;
  if (enrollment === null) throw new Refusal('enrollment_expired');
  // The secret is on the person's screen, so telling in which direction the clock is off discloses nothing.
  const authenticator = { ...enrollmentParameters(deps, enrollment), disclosedSteps: [] };
  const match = matchTotp(authenticator, code, now.getTime(), null);
  if (match.result === 'drifted') throw new Refusal('token_invalid', { driftSeconds: match.driftSeconds });
  if (match.result !== 'accepted') throw new Refusal('token_invalid');
  const confirmed = {
    confirmedStep: match.step,
    confirmedAt: now.getTime(),
    recoveryCodes: newRecoveryCodes(),
  };
  return { ...signIn.progress, enrollment: { ...enrollment, ...confirmed } };
}

/**
 * The recovery codes were kept: now factor and codes are stored, in one transaction, and all older sessions of the
 * user end (D32). Who lost a factor gets it replaced; the lost one is gone. Enrolling is a proof of this session.
 * @param kept the last four characters of the first code, as typed
 * @returns the sign-in with its new progress, which is stored already.
 * @throws Refusal `codes_not_kept`, `enrollment_expired`, `interaction_expired`
 */
export async function completeEnrollment(
  deps: SignInDeps,
  signIn: SignIn,
  kept: string,
  now: Date,
): Promise<SignIn> {
  const { enrollment, userId } = signIn.progress;
  if (enrollment === null || enrollment.confirmedStep === null || userId === null) {
    throw new Refusal('enrollment_expired');
  }
  if (!wasKept(enrollment, kept)) throw new Refusal('codes_not_kept');
  const salt = newRecoveryCodeSalt();
  const hashes = await hashRecoveryCodes(deps.hasher, enrollment.recoveryCodes, salt);
  const factor = newFactor(deps, enrollment, userId, now);
  const progress = await deps.db.transaction(async (stores) => {
    const userEpoch = await stores.authenticators.markEnrolled(userId, signIn.progress.userEpoch);
    if (userEpoch === null)
      throw new Refusal('interaction_expired', { reason: 'signed out everywhere meanwhile' });
    const enrolled = progressAfter(signIn.progress, enrollment, userEpoch, now);
    // The same page sent twice, or from two tabs, stores one factor: only one of them finds its version.
    if (!(await stores.signIns.saveProgress(signIn.uid, signIn.version, enrolled))) {
      throw new Refusal('interaction_expired', { reason: 'another request went on with this sign-in' });
    }
    if (signIn.person?.user.replaceFactorSince) await stores.authenticators.removeTotp(userId);
    await stores.authenticators.addTotp(factor);
    await stores.authenticators.replaceRecoveryCodes(userId, salt, hashes);
    const actor = actorOf(signIn);
    await stores.audit.record(
      { type: 'authenticator.enrolled', actor, userId, detail: { factor: 'totp' } },
      now,
    );
    return enrolled;
  });
  tell(deps, signIn, { kind: 'factor-enrolled', factor: 'totp' }, now);
  return { ...signIn, version: signIn.version + 1, progress };
}

function progressAfter(
  progress: SignInProgress,
  enrollment: PendingEnrollment,
  userEpoch: number,
  now: Date,
): SignInProgress {
  const proofs = { ...progress.proofs, totpAt: enrollment.confirmedAt ?? now.getTime() };
  return { ...progress, userEpoch, proofs, enrollment: null };
}

function newFactor(deps: SignInDeps, enrollment: PendingEnrollment, userId: string, now: Date) {
  return {
    ...enrollmentParameters(deps, enrollment),
    id: randomUUID(),
    userId,
    nickname: 'Authenticator app',
    lastStep: enrollment.confirmedStep ?? 0,
    confirmedAt: now,
  };
}

function wasKept({ recoveryCodes: [first] }: PendingEnrollment, kept: string): boolean {
  if (first === undefined) return false;
  return normalizeRecoveryCode(kept) === normalizeRecoveryCode(first).slice(-4);
}
