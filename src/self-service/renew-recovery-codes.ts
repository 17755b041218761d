import { hashRecoveryCode, newRecoveryCodes } from '../authenticators/recovery-codes.ts';
import { limitKey, requireCharged } from '../limits/limit.ts';
import { mailDeniable } from '../links/not-me-link.ts';
import type { Operations } from '../operations/operations.ts';
import type { Db } from '../stores.ts';
import { lockMyself, recipientOf, requireOwnFactor, type SelfServiceContext } from './context.ts';

/** How often a person gets new codes within `renewalWindowSeconds`: each time they are mailed, and an event is kept. */
export const renewalsAtMost = 5;
export const renewalWindowSeconds = 60 * 60;

/**
 * Gives the person new recovery codes, shown once; the old ones are invalidated (D37).
 * @throws Refusal `mfa_required` without a factor proven in the last five minutes, `too_many_attempts`,
 *   `interaction_expired`
 */
export async function renewRecoveryCodes(
  { db, recoveryCodeKey }: Pick<Operations, 'recoveryCodeKey'> & { readonly db: Db },
  myself: SelfServiceContext,
): Promise<readonly string[]> {
  requireOwnFactor(myself);
  const { now } = myself;
  const { id: userId } = myself.person.user;
  await charge(db, userId, now);
  const codes = newRecoveryCodes();
  const hashes = codes.map((code) => hashRecoveryCode(recoveryCodeKey, userId, code));
  await db.transaction(async (stores) => {
    const person = await lockMyself(stores, myself);
    requireOwnFactor({ ...myself, person });
    await stores.authenticators.replaceRecoveryCodes(userId, hashes, now);
    const event = { type: 'authenticator.recovery_codes_replaced', userId } as const;
    await stores.audit.record({ ...event, actor: myself.actor }, now);
    const notice = { kind: 'recovery-codes-replaced' } as const;
    await mailDeniable(stores, { userId, to: recipientOf(myself), notice, by: myself.actor }, myself.now);
  });
  return codes;
}

/** In a statement of its own, before anything is done. */
async function charge({ limits }: Db, userId: string, now: Date): Promise<void> {
  const limit = { most: renewalsAtMost, windowSeconds: renewalWindowSeconds };
  requireCharged(await limits.chargeWithin(limitKey('new recovery codes', userId), limit, now));
}
