import type { Deed } from '../audit/deed.ts';
import type { SecondFactorCharge } from '../authenticators/store.ts';
import { failuresBeforeDelay, failuresBeforeStop } from '../limits/failure-limit.ts';
import type { Recipient } from '../notices/notices.ts';
import { Refusal } from '../refusal/refusal.ts';
import type { Db } from '../stores.ts';

export type ChargedTry = Extract<SecondFactorCharge, { result: 'charged' }>;

/** Whose try it was, and when. */
export interface Attempt extends Deed {
  readonly userId: string;
  /** In whose logs it stands. */
  readonly organizations: readonly string[];
  readonly recipient: Recipient;
}

/**
 * Charges one try with a code of the app or a recovery code, in a statement of its own, before anything is compared.
 * @throws Refusal `too_many_attempts`
 */
export async function chargeTry({ authenticators }: Db, userId: string, now: Date): Promise<ChargedTry> {
  const charge = await authenticators.chargeSecondFactor(userId, now);
  if (charge.result === 'charged') return charge;
  if (charge.result === 'locked') {
    const { retryAfterSeconds } = charge;
    throw new Refusal('too_many_attempts', { retryAfterSeconds });
  }
  throw new Refusal('too_many_attempts', {
    retryAfterSeconds: 3600,
    reason: 'stopped until it is unlocked',
  });
}

/** Also tells the person once, when the wrong codes begin to be locked out: somebody knows the password. */
export async function recordFailedTry(
  db: Db,
  { recipient, now, ...whose }: Attempt,
  { failures }: Pick<ChargedTry, 'failures'>,
): Promise<void> {
  const about = { ...whose, detail: { failures } };
  await db.audit.record({ type: 'authenticator.challenge_failed', ...about }, now);
  if (failures === failuresBeforeDelay) {
    await db.transaction(async (stores) => {
      await stores.audit.record({ type: 'account.second_factor_locked', ...about }, now);
      await stores.outbox.mail(recipient, { kind: 'second-factor-locked' }, whose.actor);
    });
  }
  if (failures === failuresBeforeStop) {
    await db.audit.record({ type: 'account.second_factor_stopped', ...about }, now);
  }
}
