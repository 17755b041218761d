import type { Operations } from '../../operations/operations.ts';
import { Refusal } from '../../refusal/refusal.ts';
import { lockMember, type MemberTarget } from '../authority/lock-member.ts';
import { requireMfaOverMembers } from '../authority/mfa-over-members.ts';
import { type AdminContext, isOwnMembership, requireRoleOver } from '../core/admin-context.ts';
import { requireRemainingOwner } from '../core/require-owner.ts';
import { revokeMemberSessions } from '../ending/revoke-sessions.ts';
import { revokeGrants } from './change-member.ts';
import { endMembership } from './end-membership.ts';

/**
 * Removes a member; their seat is free at once (D22) and what carried the organization is revoked (ruling 1). Their account,
 * their factors and their other organizations stay as they are.
 * @throws Refusal `not_found`, `not_allowed` for a role that is not lower and for oneself (D23), `mfa_required` as ruling 26
 *   says, `last_owner`
 */
export async function removeMember(
  { db, plans }: Pick<Operations, 'db' | 'plans'>,
  acting: AdminContext,
  target: MemberTarget,
): Promise<void> {
  const { actor, now } = acting;
  await db.transaction(async (stores) => {
    const locked = await lockMember(stores, target);
    const { person, membership } = locked;
    const { member, organization } = membership;
    if (isOwnMembership(acting, member.userId))
      throw new Refusal('not_allowed', { reason: 'members do not remove themselves here' });
    requireRoleOver(acting, member);
    await requireMfaOverMembers(stores, acting, { organization, plans });
    // What the organization has ended would come back to life with nobody left to say so (ruling 6).
    await revokeMemberSessions(stores, target, { actor, plans, now });
    await endMembership(stores, locked, { actor, now, how: 'removed', reason: 'by_admin' });
    await requireRemainingOwner(stores, person, member);
    await revokeGrants(stores, membership);
  });
}
