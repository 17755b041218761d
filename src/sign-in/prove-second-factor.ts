import { looksLikeRecoveryCode, typedRecoveryCode } from '../authenticators/recovery-codes.ts';
import type { TotpFactor } from '../authenticators/store.ts';
import { matchTotp } from '../authenticators/totp.ts';
import { sourcePrefix } from '../limits/password-throttle.ts';
import { mailDeniable } from '../links/not-me-link.ts';
import { recordUnreadableFactors } from '../people/unreadable-facts.ts';
import type { Proofs } from '../policy/facts.ts';
import { Refusal } from '../refusal/refusal.ts';
import { aboutPerson, actorOf, provenPerson, recipientOf, type SignIn, type SignInDeps } from './context.ts';
import type { SignInProgress } from './progress.ts';
import { type ChargedTry, chargeTry, recordFailedTry } from './second-factor-failures.ts';

interface SecondFactorInput {
  readonly code: string;
  /** Whether a recovery code may stand in. */
  readonly recoveryCodeAllowed: boolean;
}

/**
 * The second step: a TOTP or a recovery code, told apart by their form, from one budget of failures on the account.
 * The failure is charged in a committed statement of its own before anything is compared; a success clears it.
 * @throws Refusal `too_many_attempts`, `token_invalid` (with `driftSeconds` when the device's clock is off, `isUsed` for a code that was used)
 */
export async function proveSecondFactor(
  deps: SignInDeps,
  signIn: SignIn,
  input: SecondFactorInput,
): Promise<SignInProgress> {
  const { now } = signIn;
  const { id: userId } = provenPerson(signIn).user;
  const charge = await chargeTry(deps.db, userId, now);
  await recordUnreadableFactors(deps.db.audit, charge.unreadable, { actor: actorOf(signIn), now, userId });
  const proof = looksLikeRecoveryCode(input.code)
    ? await proveRecoveryCode(deps, signIn, { ...charge, ...input, userId })
    : await proveTotp(deps, signIn, { ...charge, code: input.code });
  const newFactorProof = proof.totpAt === undefined ? null : ({ factor: 'totp', at: proof.totpAt } as const);
  const provenFrom = sourcePrefix(signIn.sourceAddress);
  return { ...signIn.progress, proofs: { ...signIn.progress.proofs, ...proof }, provenFrom, newFactorProof };
}

async function proveTotp(
  deps: SignInDeps,
  signIn: SignIn,
  charge: ChargedTry & Pick<SecondFactorInput, 'code'>,
): Promise<Proofs> {
  const { now } = signIn;
  let driftSeconds: number | undefined;
  let isUsed = false;
  for (const factor of charge.totp) {
    const match = matchTotp(factor, charge.code, now.getTime());
    if (match.result === 'accepted') {
      const event = {
        type: 'authenticator.challenge_passed',
        ...aboutPerson(deps, signIn),
        detail: { factor: 'totp' },
      } as const;
      if (await deps.db.authenticators.acceptTotp({ factorId: factor.id, step: match.step }, event, now))
        return { totpAt: now.getTime(), totpId: factor.id };
    }
    // Accepted, but for another request that was faster with it.
    isUsed ||= match.result === 'accepted' || match.result === 'replayed';
    if (match.result === 'drifted') {
      await disclose(deps, factor, match.disclosed);
      driftSeconds = match.driftSeconds;
    }
  }
  await recordFailure(deps, signIn, charge);
  throw new Refusal('token_invalid', {
    ...(isUsed && { isUsed }),
    ...(driftSeconds !== undefined && { driftSeconds }),
  });
}

/** Before the answer tells of it; see authenticators/totp.ts. */
async function disclose(deps: SignInDeps, factor: TotpFactor, steps: readonly number[]): Promise<void> {
  if (steps.length > 0) await deps.db.authenticators.discloseSteps(factor.id, steps);
}

async function proveRecoveryCode(
  deps: SignInDeps,
  signIn: SignIn,
  charge: ChargedTry & SecondFactorInput & { readonly userId: string },
): Promise<Proofs> {
  const found = charge.recoveryCodeAllowed
    ? await typedRecoveryCode(deps, charge.code, { ...charge, unused: charge.recoveryCodes })
    : null;
  const codesLeft = charge.recoveryCodes.length - 1;
  if (found === null || !(await spendRecoveryCode(deps, signIn, { id: found.id, codesLeft }))) {
    await recordFailure(deps, signIn, charge);
    throw new Refusal('token_invalid');
  }
  return { recoveryCodeAt: signIn.now.getTime(), recoveryCodeId: found.id };
}

/** @returns false when it was spent meanwhile; else the person will be told. */
async function spendRecoveryCode(
  deps: SignInDeps,
  signIn: SignIn,
  code: { readonly id: string; readonly codesLeft: number },
): Promise<boolean> {
  try {
    await spendAndTell(deps, signIn, code);
    return true;
  } catch (error) {
    if (error instanceof Refusal && error.code === 'token_invalid') return false;
    throw error;
  }
}

/** The log comes last, and the event is written as the code is spent. @throws Refusal `token_invalid` */
function spendAndTell(
  deps: SignInDeps,
  signIn: SignIn,
  { id, codesLeft }: { readonly id: string; readonly codesLeft: number },
): Promise<void> {
  const { now } = signIn;
  const { id: userId } = provenPerson(signIn).user;
  const about = aboutPerson(deps, signIn);
  const event = { type: 'authenticator.recovery_code_used', ...about, detail: { left: codesLeft } } as const;
  const notice = { kind: 'recovery-code-used', codesLeft } as const;
  return deps.db.transaction(async (stores) => {
    await stores.accounts.lock(userId);
    const mail = { userId, to: recipientOf(signIn), notice, by: actorOf(signIn) };
    await mailDeniable(stores, mail, now);
    if (!(await stores.authenticators.spendRecoveryCode(id, event, now)))
      throw new Refusal('token_invalid', { reason: 'the code was used meanwhile' });
  });
}

async function recordFailure(deps: SignInDeps, signIn: SignIn, charge: ChargedTry): Promise<void> {
  const { id: userId } = provenPerson(signIn).user;
  const whose = { userId, recipient: recipientOf(signIn), now: signIn.now };
  await recordFailedTry(deps.db, { ...aboutPerson(deps, signIn), ...whose }, charge);
}
