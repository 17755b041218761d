/** Factors that were shown to work, made ready to be stored with the hashes of their recovery codes. */
import { randomUUID } from 'node:crypto';
import { hashRecoveryCode } from '../authenticators/recovery-codes.ts';
import type { RegisteredKey } from '../authenticators/security-key.ts';
import type { TotpParameters } from '../authenticators/totp.ts';
import type { Operations } from '../operations/operations.ts';
import type { ConfirmedFactor } from './store-factor.ts';

export interface Named {
  readonly userId: string;
  readonly nickname: string;
  readonly recoveryCodes: readonly string[];
  /** The instant of the confirmation. */
  readonly now: Date;
}

type HashingDeps = Pick<Operations, 'recoveryCodeKey'>;

/** @param app.lastStep the step of the code that has shown it, which does not count again */
export function confirmedApp(
  deps: HashingDeps,
  app: TotpParameters & { readonly lastStep: number },
  named: Named,
): ConfirmedFactor {
  return withCodes(deps, { kind: 'totp', ...app, ...identified(named) }, named);
}

/** The same for a security key or passkey. */
export function confirmedKey(
  deps: HashingDeps,
  { userVerified: _, ...key }: RegisteredKey,
  named: Named,
): ConfirmedFactor {
  return withCodes(deps, { kind: 'webauthn', ...key, ...identified(named) }, named);
}

function identified({ userId, nickname, now: confirmedAt }: Named) {
  return { id: randomUUID(), userId, nickname, confirmedAt };
}

function withCodes(
  { recoveryCodeKey }: HashingDeps,
  factor: ConfirmedFactor['factor'],
  { userId, recoveryCodes }: Named,
): ConfirmedFactor {
  return { factor, hashes: recoveryCodes.map((code) => hashRecoveryCode(recoveryCodeKey, userId, code)) };
}
