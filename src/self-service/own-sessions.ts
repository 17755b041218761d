import { Refusal } from '../refusal/refusal.ts';
import type { Db } from '../stores.ts';
import { endMyOtherSessions, lockMyself, type SelfServiceContext } from './context.ts';

/**
 * Ends one of the person's sessions; it may be the present one. It is refused at once on every server, and applications
 * are told.
 * @param sessionHash SHA-256 of its uid
 * @throws Refusal `not_found`
 */
export async function endOwnSession(
  db: Db,
  { person: { user }, actor, now }: SelfServiceContext,
  sessionHash: Buffer,
): Promise<void> {
  await db.transaction(async ({ accounts, sessions, audit, outbox }) => {
    await accounts.lock(user.id);
    if (!(await sessions.end(user.id, sessionHash, now))) throw new Refusal('not_found');
    const detail = { reason: 'own_wish', sessions: 'one' } as const;
    await audit.record({ type: 'account.sessions_ended', actor, userId: user.id, detail }, now);
    await outbox.logout([user.id]);
  });
}

/**
 * Ends every session of the person but the present one, with sign-ins that are under way and remembered devices.
 * @throws Refusal `interaction_expired`
 */
export async function endOtherOwnSessions(db: Db, myself: SelfServiceContext): Promise<void> {
  await db.transaction(async (stores) => {
    const { user } = await lockMyself(stores, myself);
    await stores.accounts.endSessions(user.id);
    await endMyOtherSessions(stores, myself, { userEpoch: user.epoch + 1 });
    const detail = { reason: 'own_wish', sessions: 'others' } as const;
    const { actor, now } = myself;
    await stores.audit.record({ type: 'account.sessions_ended', actor, userId: user.id, detail }, now);
  });
}
