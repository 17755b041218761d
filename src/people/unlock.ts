import type { Deed } from '../audit/deed.ts';
import type { Db } from '../stores.ts';
import { findPerson } from './find-person.ts';
import { timeZoneOf } from './time-zone.ts';

/**
 * Lets a person prove their second factor again after too many wrong codes, also past the hard stop (decision 3). No factor
 * and no session changes, and the person is told (ruling 12).
 * @param user id or e-mail
 * @throws Refusal `not_found`
 */
export async function unlock(db: Db, { actor, now }: Deed, user: string): Promise<void> {
  await db.transaction(async (stores) => {
    const person = await findPerson(stores, user);
    const { id: userId, email } = person.user;
    const failures = await stores.accounts.clearSecondFactorFailures(userId);
    if (failures === null || failures === 0) return;
    await stores.audit.record({ type: 'account.unlocked', actor, userId, detail: { failures } }, now);
    const to = { email, language: '', timeZone: timeZoneOf(person) };
    await stores.outbox.mail(to, { kind: 'second-factor-unlocked' }, actor);
  });
}
