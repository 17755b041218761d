import { newRecoveryCodes } from '../authenticators/recovery-codes.ts';
import { defaultTotp, matchTotp, type TotpParameters } from '../authenticators/totp.ts';
import type { Operations } from '../operations/operations.ts';
import { Refusal } from '../refusal/refusal.ts';

/** An app that has shown that it has the secret. Nothing of it counts yet. */
export interface ConfirmedApp {
  /** The time step of the code. */
  readonly confirmedStep: number;
  /** Shown once. */
  readonly recoveryCodes: readonly string[];
}

/** The parameters of an app that is being set up. @param secret base32 */
export function appParameters({ totp }: Pick<Operations, 'totp'>, secret: string): TotpParameters {
  return { ...defaultTotp, period: totp.periodSeconds, secret };
}

/**
 * One right code shows that the app has the secret; recovery codes are made.
 * @throws Refusal `token_invalid` (with `driftSeconds`)
 */
export function confirmApp(
  deps: Pick<Operations, 'totp'>,
  { secret, code }: { readonly secret: string; readonly code: string },
  now: Date,
): ConfirmedApp {
  // The secret is on the person's screen, so telling in which direction the clock is off discloses nothing.
  const authenticator = { ...appParameters(deps, secret), disclosedSteps: [], lastStep: null };
  const match = matchTotp(authenticator, code, now.getTime());
  if (match.result === 'drifted') throw new Refusal('token_invalid', { driftSeconds: match.driftSeconds });
  if (match.result !== 'accepted') throw new Refusal('token_invalid');
  return { confirmedStep: match.step, recoveryCodes: newRecoveryCodes() };
}
