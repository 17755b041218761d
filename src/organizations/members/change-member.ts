import type { Operations } from '../../operations/operations.ts';
import type { Membership } from '../../people/person.ts';
import type { Plans } from '../../plans/plans.ts';
import type { Stores } from '../../stores.ts';
import { type LockedMember, lockMember, type MemberTarget } from '../authority/lock-member.ts';
import { changesStanding, requireMfaOverMembers } from '../authority/mfa-over-members.ts';
import type { AdminContext } from '../core/admin-context.ts';
import type { Member } from '../core/organization.ts';
import { requireRemainingOwner } from '../core/require-owner.ts';
import { notBeforeSaved } from '../core/saved-policy.ts';
import { endSuspensions } from '../ending/end-suspensions.ts';
import { type RevocationContext, revokeMemberSessions } from '../ending/revoke-sessions.ts';
import { scheduleTellingMember } from '../telling/schedule-telling.ts';
import { authorizeMemberChange } from './allow-member-change.ts';
import { enforceAgain } from './enforce-again.ts';
import { changedMember, isSameMember, type MemberChange } from './member-change.ts';
import { findListedMember, type ListedMember } from './member-list.ts';
import { recordMemberChange } from './record-member-change.ts';
import { voidInvitations } from './void-invitations.ts';

/**
 * Changes role, override or suspension of a member. An override that binds again ends their sessions at once unless they are
 * protected (ruling 19); a suspension revokes what carried the organization (ruling 1) and keeps the seat.
 * @throws Refusal `not_found`, `not_allowed`, `mfa_required` as rulings 14 and 26 say, `plan_without_enforcement`, `last_owner`,
 *   `members_not_protected`
 * @returns the member as they are then, read before it is certain: what cannot be answered is not done
 */
export async function changeMember(
  { db, plans }: Pick<Operations, 'db' | 'plans'>,
  acting: AdminContext,
  { change, ...target }: MemberTarget & { readonly change: MemberChange },
): Promise<ListedMember> {
  const { actor, now } = acting;
  return db.transaction(async (stores) => {
    const context = { actor, plans, now };
    const locked = await lockUpToDate(stores, target, context);
    const { member: before, organization } = locked.membership;
    const after = changedMember(
      before,
      { ...change, endsRules: acting.admin === null },
      notBeforeSaved(organization, now),
    );
    if (!isSameMember(before, after))
      await saveChange(stores, acting, { ...locked, after, reason: change.reason, plans });
    return findListedMember(stores, { organization, plans, now }, target.userId);
  });
}

interface AskedChange extends LockedMember {
  readonly after: Member;
  readonly reason: string | undefined;
  readonly plans: Plans;
}

async function saveChange(stores: Stores, acting: AdminContext, change: AskedChange): Promise<void> {
  const { person, membership, after, plans } = change;
  const { member: before, organization } = membership;
  const { organizationId, userId } = before;
  const { actor, now } = acting;
  const context = { actor, plans, now };
  authorizeMemberChange(acting, change, plans);
  if (changesStanding(before, after)) await requireMfaOverMembers(stores, acting, { organization, plans });
  // What their organization has ended stays ended, whatever they are from now on (ruling 6).
  await revokeMemberSessions(stores, { organizationId, userId }, context);
  await stores.members.save(after);
  await requireRemainingOwner(stores, person, before);
  await scheduleEnds(stores, after, now);
  if (isRequirementChanged(before, after)) await scheduleTellingMember(stores.dueWork, after, now);
  if (before.override !== after.override) await enforceAgain(stores, after, context);
  await endSuspensions(stores, { organizationId, userId }, context);
  if (before.suspended === null && after.suspended !== null) await revokeGrants(stores, membership);
  await voidInvitations(stores, { ...after, now: after }, acting);
  await recordMemberChange(stores, acting, change);
}

/** Locks the member as they are once a suspension that has ended by itself is gone (ruling 15). */
async function lockUpToDate(
  stores: Stores,
  target: MemberTarget,
  context: RevocationContext,
): Promise<LockedMember> {
  const locked = await lockMember(stores, target);
  const { suspended, ruleSuspends } = locked.membership.member;
  if (suspended !== 'by_rule' && !ruleSuspends) return locked;
  await endSuspensions(stores, target, context);
  return lockMember(stores, target);
}

/** Ruling 1. Their browsers stay signed in: what they have elsewhere goes on. */
export async function revokeGrants(
  { carriedGrants, outbox }: Pick<Stores, 'carriedGrants' | 'outbox'>,
  { member, organization }: Membership,
): Promise<void> {
  await outbox.tellApplications(await carriedGrants.revoke(member.userId, organization));
}

/** The end of an exemption, or of their days of grace, ends sessions as a deadline does. */
async function scheduleEnds({ dueWork }: Pick<Stores, 'dueWork'>, member: Member, now: Date): Promise<void> {
  const { organizationId, userId, exemptUntil, graceUntil } = member;
  await dueWork.withdraw('revoke_sessions', organizationId, userId);
  for (const dueAt of [exemptUntil, graceUntil])
    if (dueAt !== null && dueAt > now)
      await dueWork.add({ kind: 'revoke_sessions', organizationId, userId, dueAt });
}

/** Whether what is required of the member may be something else now. */
function isRequirementChanged(before: Member, after: Member): boolean {
  return !isSameMember(before, after, ['override', 'exemptUntil', 'graceUntil', 'suspended']);
}
