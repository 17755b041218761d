import { limitKey, requireCharged } from '../../limits/limit.ts';
import type { Operations } from '../../operations/operations.ts';
import { membershipFacts, userFacts } from '../../people/person-facts.ts';
import { isExempt } from '../../policy/enforcement/policy-in-force.ts';
import type { MembershipFacts, UserFacts } from '../../policy/facts.ts';
import { concernedFrom } from '../../policy/members/announcement.ts';
import { memberStatus } from '../../policy/members/member-status.ts';
import type { Stores } from '../../stores.ts';
import { lockMember, type MemberTarget } from '../authority/lock-member.ts';
import type { AdminContext } from '../core/admin-context.ts';

/** A member is reminded once in this time, however many administrators there are; in seconds. */
export const reminderEverySeconds = 24 * 60 * 60;

/**
 * Mails a member who is not protected that they should enrol.
 * @returns whether there was a reason to: none for who is protected, exempt or suspended by an administrator
 * @throws Refusal `not_found`, `too_many_attempts` when they were reminded within a day
 */
export async function remindMember(
  { db, plans }: Pick<Operations, 'db' | 'plans'>,
  { actor, now }: AdminContext,
  target: MemberTarget,
): Promise<boolean> {
  return db.transaction(async (stores) => {
    const locked = await lockMember(stores, target);
    const { organization } = locked.membership;
    const [facts, user] = [membershipFacts(locked.membership, plans, now), userFacts(locked.person)];
    if (!hasReasonToRemind(facts, user, now)) return false;
    const { organizationId, userId } = target;
    const key = limitKey('reminders', organizationId, userId);
    requireCharged(await stores.limits.consume(key, reminderEverySeconds, now));
    const { email } = locked.person.user;
    const since = concernedFrom(facts, user, now.getTime());
    const deadline = since !== null && since > now.getTime() ? since : null;
    const notice = { kind: 'enrollment-reminder', organization: organization.name, deadline } as const;
    await stores.outbox.mail({ email, language: '', timeZone: organization.timeZone }, notice, actor);
    // The mails before a deadline do not say it again at once (policy/members/announcement.ts).
    const told = since === null ? [] : [{ userId, at: now, of: new Date(since) }];
    await stores.toldMembers.note(organizationId, told);
    await stores.audit.record({ type: 'member.reminded', actor, organizationId, userId }, now);
    return true;
  });
}

/** When a member was reminded last, and when they can be again; null: not within a day. */
export async function lastReminder(
  { activity }: Pick<Stores, 'activity'>,
  { organizationId, userId }: MemberTarget,
  now: Date,
): Promise<{ readonly at: Date; readonly againAt: Date } | null> {
  const since = new Date(now.getTime() - reminderEverySeconds * 1000);
  const filter = { type: 'member.reminded', target: userId, from: since } as const;
  const [last] = (await activity.list(organizationId, filter, { limit: 1, before: null })).events;
  if (last === undefined) return null;
  return { at: last.at, againAt: new Date(last.at.getTime() + reminderEverySeconds * 1000) };
}

/** Whether to remind a member, also where nothing is required of them yet: not who is protected, exempt, or kept out. */
export function hasReasonToRemind(
  facts: MembershipFacts,
  user: Pick<UserFacts, 'factors' | 'isDeactivated'>,
  now: Date,
): boolean {
  if (user.isDeactivated || facts.suspended === 'by_admin' || isExempt(facts, now.getTime())) return false;
  return memberStatus(facts, user, now.getTime()).status !== 'protected';
}
