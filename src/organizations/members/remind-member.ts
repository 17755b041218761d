import { limitKey, requireCharged } from '../../limits/limit.ts';
import type { Operations } from '../../operations/operations.ts';
import { membershipFacts, userFacts } from '../../people/person-facts.ts';
import type { Plans } from '../../plans/plans.ts';
import { isExempt } from '../../policy/enforcement/policy-in-force.ts';
import { concernedFrom } from '../../policy/members/announcement.ts';
import { memberStatus } from '../../policy/members/member-status.ts';
import { type LockedMember, lockMember, type MemberTarget } from '../authority/lock-member.ts';
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
    const reminder = reminderFor(locked, plans, now);
    if (reminder === null) return false;
    const { organizationId, userId } = target;
    const key = limitKey('reminders', organizationId, userId);
    requireCharged(await stores.limits.consume(key, reminderEverySeconds, now));
    const { email } = locked.person.user;
    const { since } = reminder;
    const deadline = since !== null && since > now.getTime() ? since : null;
    const notice = { kind: 'enrollment-reminder', organization: organization.name, deadline } as const;
    await stores.outbox.mail({ email, language: '', timeZone: organization.timeZone }, notice);
    // The mails before a deadline do not say it again at once (policy/members/announcement.ts).
    const told = since === null ? [] : [{ userId, at: now, of: new Date(since) }];
    await stores.toldMembers.note(organizationId, told);
    await stores.audit.record({ type: 'member.reminded', actor, organizationId, userId }, now);
    return true;
  });
}

/** From when, or since when, their organization requires it of them; null for those who are asked to do it all the same. */
function reminderFor(
  { person, membership }: LockedMember,
  plans: Plans,
  now: Date,
): { readonly since: number | null } | null {
  const [facts, user] = [membershipFacts(membership, plans, now), userFacts(person)];
  if (user.isDeactivated || facts.suspended === 'by_admin' || isExempt(facts, now.getTime())) return null;
  const { status } = memberStatus(facts, user, now.getTime());
  if (status === 'protected') return null;
  return { since: concernedFrom(facts, user, now.getTime()) };
}
