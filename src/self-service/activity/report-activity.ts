import type { Operations } from '../../operations/operations.ts';
import { lockMyself, recipientOf, type SelfServiceContext } from '../context.ts';
import { closeToOthers, type ReportedActivity } from './close-to-others.ts';
import { meantById } from './meant-event.ts';

/**
 * "This was not me", said by somebody who is signed in; see `closeToOthers`. The present session goes on. The password that
 * somebody else may know opens nothing any more, as after an order of an administrator (`organizations/resets`); where mail is
 * not known to reach people, who would be locked out then, they are only asked to change it.
 * @param eventId of `ownActivity`; null for none in particular
 * @throws Refusal `not_found` for an event that is not theirs, `interaction_expired`
 */
export async function reportActivity(
  { db, issuer, isMailWorking }: Pick<Operations, 'db' | 'issuer' | 'isMailWorking'>,
  myself: SelfServiceContext,
  eventId: string | null,
): Promise<ReportedActivity> {
  const meant = eventId === null ? null : await meantById(db, myself.person.user.id, eventId);
  const canBeMailed = await isMailWorking(null, '');
  return db.transaction(async (stores) => {
    const person = await lockMyself(stores, myself);
    const passwordReset = canBeMailed && person.user.passwordHash !== null;
    const to = recipientOf({ ...myself, person });
    return closeToOthers(stores, { issuer }, { ...myself, person, to, meant, passwordReset });
  });
}
