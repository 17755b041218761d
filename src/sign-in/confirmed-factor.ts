/** Factors that were shown to work, made ready to be stored with the hashes of their recovery codes. */
import { randomUUID } from 'node:crypto';
import { hashRecoveryCodes, newRecoveryCodeSalt } from '../authenticators/recovery-codes.ts';
import type { RegisteredKey } from '../authenticators/security-key.ts';
import type { TotpParameters } from '../authenticators/totp.ts';
import type { SignInDeps } from './context.ts';
import type { ConfirmedFactor } from './store-factor.ts';

export interface Named {
  readonly userId: string;
  readonly nickname: string;
  readonly recoveryCodes: readonly string[];
}

type HashingDeps = Pick<SignInDeps, 'hasher'>;

/**
 * @param lastStep the step of the code that has shown it, which does not count again
 * @throws Refusal `server_busy`
 */
export async function confirmedApp(
  deps: HashingDeps,
  app: TotpParameters & { readonly lastStep: number },
  named: Named,
  now: Date,
): Promise<ConfirmedFactor> {
  return withCodes(deps, { kind: 'totp', ...app, ...identified(named, now) }, named);
}

/** @throws Refusal `server_busy` */
export async function confirmedKey(
  deps: HashingDeps,
  { userVerified: _, ...key }: RegisteredKey,
  named: Named,
  now: Date,
): Promise<ConfirmedFactor> {
  return withCodes(deps, { kind: 'webauthn', ...key, ...identified(named, now) }, named);
}

function identified({ userId, nickname }: Named, confirmedAt: Date) {
  return { id: randomUUID(), userId, nickname, confirmedAt };
}

async function withCodes(
  { hasher }: HashingDeps,
  factor: ConfirmedFactor['factor'],
  { recoveryCodes }: Named,
): Promise<ConfirmedFactor> {
  const salt = newRecoveryCodeSalt();
  return { factor, salt, hashes: await hashRecoveryCodes(hasher, recoveryCodes, salt) };
}
