import type { Deed } from '../../audit/deed.ts';
import type { OneTimeLinkKind } from '../../links/one-time-links.ts';
import { lockMembershipsOf } from '../../organizations/authority/lock-memberships.ts';
import { requireRemainingOwner } from '../../organizations/core/require-owner.ts';
import { voidInvitations } from '../../organizations/members/void-invitations.ts';
import type { Db, Stores } from '../../stores.ts';
import type { Person } from '../person.ts';

/** Whose account, and whether it is to be closed. */
export interface Deactivation {
  readonly userId: string;
  readonly deactivated: boolean;
}

/**
 * Closes an account, or opens it again, by the word of the operator; nothing else does either. From the moment it is
 * closed nothing of it counts: password, factors, links, tickets, sessions and tokens. Its memberships and their seats
 * stay. What was open before it was closed stays closed when it is opened again: the person signs in anew.
 * @returns whether that changed anything
 * @throws Refusal `not_found`; `last_owner` where an organization would have no owner left who can act (ruling 12)
 */
export function setDeactivated(db: Db, deed: Deed, { userId, deactivated }: Deactivation): Promise<boolean> {
  const { actor, now } = deed;
  return lockMembershipsOf(db, userId, async (stores, person) => {
    if ((person.user.deactivatedAt !== null) === deactivated) return false;
    await stores.accounts.setDeactivated(userId, deactivated ? now : null);
    await endAccess(stores, userId);
    if (deactivated) await giveUpPlaces(stores, person, deed);
    const type = deactivated ? 'account.deactivated' : 'account.reactivated';
    await stores.audit.record({ type, actor, userId }, now);
    return true;
  });
}

/** Every kind there is: the type asks for those that come to it. */
const allKinds = Object.keys({
  email_change: true,
  email_change_consent: true,
  enrollment_ticket: true,
  not_me: true,
  notification_address: true,
  password_reset: true,
  pending_enrollment: true,
} satisfies Record<OneTimeLinkKind, true>) as readonly OneTimeLinkKind[];

/** After the epoch was raised: what could open the account without it, and whoever has to be told. */
async function endAccess({ oneTimeLinks, rememberedDevices, outbox }: Stores, userId: string): Promise<void> {
  await oneTimeLinks.withdraw(userId, allKinds);
  await rememberedDevices.forgetAll(userId);
  await outbox.logout([userId]);
}

/** Whoever cannot act invites nobody either: what they have sent could bring them back under another address. */
async function giveUpPlaces(stores: Stores, person: Person, deed: Deed): Promise<void> {
  const { id: userId } = person.user;
  for (const { member } of person.memberships) {
    const { organizationId } = member;
    await requireRemainingOwner(stores, person, member);
    await voidInvitations(stores, { organizationId, userId, now: null }, deed);
  }
}
