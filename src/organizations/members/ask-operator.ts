import type { Deed } from '../../audit/deed.ts';
import { limitKey, requireCharged } from '../../limits/limit.ts';
import type { Operations } from '../../operations/operations.ts';
import type { User } from '../../people/user.ts';
import { Refusal } from '../../refusal/refusal.ts';
import type { Stores } from '../../stores.ts';
import { lockMember, type MemberTarget } from '../authority/lock-member.ts';
import { type AdminContext, requireRoleOver } from '../core/admin-context.ts';
import type { Organization } from '../core/organization.ts';

/** For one member the operator is asked once in this time, however many administrators there are; in seconds. */
const askedEverySeconds = 24 * 60 * 60;

/**
 * Asks the operator to help a member whom the organization does not manage, and whose device or ticket it therefore cannot
 * see to. Nothing of the member changes: operators are mailed, find it among what happened, and make sure first who asks.
 * @throws Refusal `not_found`, `not_allowed` for a role that is not lower, and where the organization can do it itself;
 *   `too_many_attempts`
 */
export async function askOperator(
  { db, issuer }: Pick<Operations, 'db' | 'issuer'>,
  acting: AdminContext,
  target: MemberTarget,
): Promise<void> {
  const { actor, now } = acting;
  const { organizationId, userId } = target;
  await db.transaction(async (stores) => {
    const { membership, person } = await lockMember(stores, target);
    requireRoleOver(acting, membership.member);
    if (membership.managesUser) throw new Refusal('not_allowed', { reason: 'the organization manages them' });
    const key = limitKey('questions to the operator', organizationId, userId);
    requireCharged(await stores.limits.consume(key, askedEverySeconds, now));
    await stores.audit.record({ type: 'member.help_requested', actor, organizationId, userId }, now);
    await mailOperators(stores, acting, {
      organization: membership.organization,
      member: person.user,
      link: new URL(`/operator/users/${userId}`, issuer).href,
    });
  });
}

/** Once a day about one person, however many of their organizations ask. */
async function mailOperators(
  { limits, recipients, outbox }: Pick<Stores, 'limits' | 'recipients' | 'outbox'>,
  { actor, now }: Deed,
  {
    organization: { name, timeZone },
    member: { id, email: member },
    link,
  }: { readonly organization: Organization; readonly member: User; readonly link: string },
): Promise<void> {
  const charge = await limits.consume(limitKey('mails to operators', id), askedEverySeconds, now);
  if (charge.result === 'throttled') return;
  const notice = { kind: 'help-requested', organization: name, member, link } as const;
  const operators = await recipients.operators();
  await outbox.mailAll(
    operators.map((email) => ({ to: { email, language: '', timeZone }, notice, by: actor, happenedAt: now })),
  );
}

/** When the operator can be asked again; null: now. */
export async function askedAgainAt(
  { activity }: Pick<Stores, 'activity'>,
  { organizationId, userId }: MemberTarget,
  now: Date,
): Promise<Date | null> {
  const from = new Date(now.getTime() - askedEverySeconds * 1000);
  const filter = { type: 'member.help_requested', target: userId, from } as const;
  const [last] = (await activity.list(organizationId, filter, { limit: 1, before: null })).events;
  return last === undefined ? null : new Date(last.at.getTime() + askedEverySeconds * 1000);
}
