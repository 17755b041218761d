import { lockMyself, type Myself, recipientOf, requireOwnFactor } from '../accounts/myself.ts';
import type { PasswordHasher } from '../accounts/password-hashing.ts';
import type { Db } from '../stores.ts';
import { hashRecoveryCodes, newRecoveryCodeSalt, newRecoveryCodes } from './recovery-codes.ts';

/**
 * Gives the person new recovery codes, told this once; the old ones are dead (D37).
 * @throws Refusal `mfa_required` without a factor proven in the last five minutes, `server_busy`, `interaction_expired`
 */
export async function renewRecoveryCodes(
  { db, hasher }: { readonly db: Db; readonly hasher: PasswordHasher },
  myself: Myself,
  now: Date,
): Promise<readonly string[]> {
  requireOwnFactor(myself, now);
  const [codes, salt] = [newRecoveryCodes(), newRecoveryCodeSalt()];
  const hashes = await hashRecoveryCodes(hasher, codes, salt);
  await db.transaction(async (stores) => {
    const person = await lockMyself(stores, myself);
    requireOwnFactor({ ...myself, person }, now);
    await stores.authenticators.replaceRecoveryCodes(person.user.id, salt, hashes, now);
    const event = { type: 'authenticator.recovery_codes_replaced', userId: person.user.id } as const;
    await stores.audit.record({ ...event, actor: myself.actor }, now);
    await stores.outbox.mail(recipientOf(myself), { kind: 'recovery-codes-replaced' });
  });
  return codes;
}
