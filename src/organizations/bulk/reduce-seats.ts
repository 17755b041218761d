import { joined } from '../../operations/joined.ts';
import type { Operations } from '../../operations/operations.ts';
import type { AdminContext } from '../core/admin-context.ts';
import { lockOrganization } from '../core/lock-organization.ts';
import type { Organization } from '../core/organization.ts';
import { revokeInvitation } from '../invitations/pending-invitation.ts';
import { removeMember } from '../members/remove-member.ts';
import { setSeats } from '../plan/set-seats.ts';

export interface FewerSeats {
  readonly organizationId: string;
  readonly seats: number;
  /** Members who go. */
  readonly userIds: readonly string[];
  /** Invitations that are withdrawn. */
  readonly invitationIds: readonly string[];
}

/**
 * Makes room by those who are named, and lowers the seats, all of it or nothing (D21).
 * @throws Refusal what removing a member, withdrawing an invitation and setting the seats throw
 */
export function reduceSeats(
  { db, plans }: Pick<Operations, 'db' | 'plans'>,
  acting: AdminContext,
  { organizationId, seats, userIds, invitationIds }: FewerSeats,
): Promise<Organization> {
  return db.transaction(async (stores) => {
    await lockOrganization(stores, organizationId);
    // All of them before the log is written for the first one.
    const sorted = [...new Set(userIds)].toSorted();
    for (const userId of sorted) await stores.accounts.lock(userId);
    const within = { db: joined(stores), plans };
    for (const userId of sorted) await removeMember(within, acting, { organizationId, userId });
    for (const id of new Set(invitationIds)) await revokeInvitation(within, acting, { organizationId, id });
    return setSeats(within, acting, { organizationId, seats, expectedVersion: null });
  });
}
