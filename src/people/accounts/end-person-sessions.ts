import type { Deed } from '../../audit/deed.ts';
import type { Db } from '../../stores.ts';
import { findPerson } from '../find-person.ts';
import { timeZoneOf } from '../time-zone.ts';

/**
 * Ends every session of a person, with sign-ins that are under way and remembered devices: somebody else may be in their
 * account. Password and factors stay, applications are told, and so is the person (ruling 12).
 * @param user id or e-mail
 * @throws Refusal `not_found`
 */
export async function endPersonSessions(db: Db, { actor, now }: Deed, user: string): Promise<void> {
  const { id: userId } = (await findPerson(db, user)).user;
  await db.transaction(async (stores) => {
    await stores.accounts.lock(userId);
    const person = await findPerson(stores, userId);
    await stores.accounts.endSessions(userId);
    await stores.outbox.logout([userId]);
    const detail = { sessions: 'all' } as const;
    await stores.audit.record({ type: 'account.sessions_ended', actor, userId, detail }, now);
    const to = { email: person.user.email, language: '', timeZone: timeZoneOf(person) };
    await stores.outbox.mail(to, { kind: 'sessions-ended' }, actor);
  });
}
