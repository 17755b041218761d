import { normalizeRecoveryCode } from '../authenticators/recovery-codes.ts';
import { newTotpSecret } from '../authenticators/totp.ts';
import { appParameters, confirmApp } from '../enrollment/app.ts';
import { confirmedApp, confirmedKey, type Named } from '../enrollment/confirmed-factor.ts';
import { type ConfirmedFactor, storeFactor } from '../enrollment/store-factor.ts';
import { sourcePrefix } from '../limits/password-throttle.ts';
import { Refusal } from '../refusal/refusal.ts';
import { aboutPerson, provenPerson, recipientOf, type SignIn, type SignInDeps } from './context.ts';
import { endOtherSessions } from './end-other-sessions.ts';
import type { PendingEnrollment, PendingKey, SignInProgress } from './progress.ts';
import { saveProgress } from './save-progress.ts';

/** What a factor is called whose owner gave it no name (D31). */
export const defaultNickname = 'Authenticator app';
export const defaultKeyNickname = 'Security key';

/** Starts setting up TOTP with a new secret; a later sign-in gets another one. */
export function startEnrollment(progress: SignInProgress): SignInProgress {
  const enrollment = { secret: newTotpSecret(), confirmedStep: null, confirmedAt: null, recoveryCodes: [] };
  return { ...progress, enrollment };
}

/**
 * One right code shows that the app has the secret; recovery codes are made. Nothing counts yet.
 * @throws Refusal `token_invalid` (with `driftSeconds`), `enrollment_expired`
 */
export function confirmEnrollment(deps: SignInDeps, signIn: SignIn, code: string): SignInProgress {
  const { now, progress } = signIn;
  const { enrollment } = progress;
  if (enrollment === null) throw new Refusal('enrollment_expired');
  const confirmed = confirmApp(deps, { secret: enrollment.secret, code }, now);
  return { ...progress, enrollment: { ...enrollment, ...confirmed, key: null, confirmedAt: now.getTime() } };
}

/** Whether the factor was shown to work, so that its recovery codes are due. */
export function isConfirmed(enrollment: PendingEnrollment | null): boolean {
  return enrollment !== null && (enrollment.confirmedStep !== null || enrollment.key != null);
}

/**
 * The recovery codes were kept: now factor and codes are stored, in one transaction, and all older sessions of the
 * user end (D32). Who lost a factor gets it replaced. Enrolling is a proof of this session.
 * @param kept the last four characters of the first code, as typed
 * @returns the sign-in with its new progress, which is stored already.
 * @throws Refusal `codes_not_kept`, `enrollment_expired`, `interaction_expired`
 */
export async function completeEnrollment(deps: SignInDeps, signIn: SignIn, kept: string): Promise<SignIn> {
  const { progress: before, now } = signIn;
  const { enrollment } = before;
  const person = provenPerson(signIn);
  if (enrollment === null || !isConfirmed(enrollment)) throw new Refusal('enrollment_expired');
  if (!wasKept(enrollment, kept)) throw new Refusal('codes_not_kept');
  const confirmed = confirmedFactor(deps, enrollment, { userId: person.user.id, now });
  const owner = {
    person,
    ...aboutPerson(deps, signIn),
    recipient: recipientOf(signIn),
    plans: deps.plans,
    now,
  };
  return deps.db.transaction(async (stores) => {
    const userEpoch = await stores.authenticators.markEnrolled(person.user.id, before.userEpoch);
    if (userEpoch === null)
      throw new Refusal('interaction_expired', { reason: 'signed out everywhere meanwhile' });
    const enrolled = progressAfter(signIn, { enrollment, factorId: confirmed.factor.id, userEpoch });
    // The same page sent twice, or from two tabs, stores one factor: only one of them finds its version.
    const next = await saveProgress(stores, signIn, { progress: enrolled });
    await endOtherSessions(stores, signIn, userEpoch);
    await storeFactor(stores, confirmed, owner);
    return next;
  });
}

interface Enrolled {
  readonly enrollment: PendingEnrollment;
  readonly factorId: string;
  /** The raised one. */
  readonly userEpoch: number;
}

function progressAfter(
  { progress, sourceAddress, now }: SignIn,
  { enrollment, factorId, userEpoch }: Enrolled,
): SignInProgress {
  const at = enrollment.confirmedAt ?? now.getTime();
  const { key } = enrollment;
  const proven =
    key == null
      ? { totpAt: at, totpId: factorId }
      : { webauthn: { at, authenticatorId: factorId, ...pickProof(key) } };
  const proofs = { ...progress.proofs, ...proven };
  const newFactorProof = { factor: key == null ? 'totp' : 'webauthn', at: now.getTime() } as const;
  const provenFrom = sourcePrefix(sourceAddress);
  return { ...progress, userEpoch, proofs, provenFrom, newFactorProof, enrollment: null };
}

/** The app or key of a set-up. */
function confirmedFactor(
  deps: SignInDeps,
  enrollment: PendingEnrollment,
  whose: Pick<Named, 'userId' | 'now'>,
): ConfirmedFactor {
  const { key, recoveryCodes, confirmedStep } = enrollment;
  if (key == null) {
    const app = { ...appParameters(deps, enrollment.secret), lastStep: confirmedStep ?? 0 };
    return confirmedApp(deps, app, { ...whose, nickname: defaultNickname, recoveryCodes });
  }
  const registered = { ...key, publicKey: Buffer.from(key.publicKey, 'base64') };
  return confirmedKey(deps, registered, { ...whose, nickname: defaultKeyNickname, recoveryCodes });
}

function pickProof({ userVerified, hardwareBound }: PendingKey) {
  return { userVerified, hardwareBound };
}

function wasKept({ recoveryCodes: [first] }: PendingEnrollment, kept: string): boolean {
  if (first === undefined) return false;
  return normalizeRecoveryCode(kept) === normalizeRecoveryCode(first).slice(-4);
}
