import type { Deed } from '../../audit/deed.ts';
import type { Role } from '../../policy/facts.ts';
import type { Stores } from '../../stores.ts';
import { rolesFrom } from '../core/admin-context.ts';
import type { Member } from '../core/organization.ts';
import { removeInvitation } from '../invitations/pending-invitation.ts';

/** What somebody is in an organization from now on; null once they belong to it no more. */
export interface Inviter extends Pick<Member, 'organizationId' | 'userId'> {
  readonly now: Pick<Member, 'role' | 'suspended'> | null;
}

/**
 * Revokes the invitations of somebody who could not invite like that any more: removed, suspended, or with a lower role.
 * Whoever expects to go could otherwise come back by an address of their own. Those that somebody else has sent again
 * since are that person's; the operator's are nobody's. Under the lock of the organization, wherever a membership becomes
 * less than it was.
 */
export async function voidInvitations(
  stores: Pick<Stores, 'audit' | 'invitations' | 'oneTimeLinks'>,
  { organizationId, userId, now: standing }: Inviter,
  { actor, now }: Deed,
): Promise<void> {
  for (const invitation of await stores.invitations.sentBy(organizationId, userId)) {
    const { email, role } = invitation;
    if (mayInvite(standing, role)) continue;
    await removeInvitation(stores, invitation, now);
    const detail = { email, role, reason: 'inviter_may_not' } as const;
    await stores.audit.record({ type: 'invitation.revoked', actor, organizationId, detail }, now);
  }
}

/** Administrators and owners invite, up to their own role. */
function mayInvite(standing: Inviter['now'], role: Role): boolean {
  if (standing === null || standing.suspended !== null || standing.role === 'member') return false;
  return rolesFrom(role).includes(standing.role);
}
