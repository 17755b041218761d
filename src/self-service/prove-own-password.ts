import { requireCharged } from '../limits/limit.ts';
import { throttleKey } from '../limits/password-throttle.ts';
import type { PasswordHasher } from '../passwords/password-hashing.ts';
import { Refusal } from '../refusal/refusal.ts';
import type { Db } from '../stores.ts';
import type { SelfServiceContext } from './context.ts';

/**
 * Asks a signed-in person for their password again. Wrong ones are counted and slowed like those of a sign-in from the same
 * place, so that a stolen token is no way to guess without limit.
 * @throws Refusal `too_many_attempts` before anything is compared, `password_wrong`, `server_busy`
 */
export async function proveOwnPassword(
  { db, hasher }: { readonly db: Db; readonly hasher: PasswordHasher },
  { person: { user }, sourceAddress, actor, now }: SelfServiceContext,
  password: string,
): Promise<void> {
  const key = throttleKey({ email: user.email, address: sourceAddress, knownDeviceId: null });
  requireCharged(await db.limits.charge(key, now));
  if (!(await hasher.verify(user.passwordHash, password)).ok) {
    const detail = { reason: 'password', signedIn: true } as const;
    await db.audit.record({ type: 'account.sign_in_failed', actor, userId: user.id, detail }, now);
    throw new Refusal('password_wrong');
  }
  await db.limits.clear(key);
}
