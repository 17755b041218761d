import type { Deed } from '../../audit/deed.ts';
import { withdrawTickets } from '../../links/enrollment-ticket.ts';
import type { Stores } from '../../stores.ts';
import type { LockedMember } from '../authority/lock-member.ts';
import type { Member } from '../core/organization.ts';
import { tellOrganization } from '../core/tell-organization.ts';
import { keepOverride } from '../joining/kept-override.ts';
import { withdrawTelling } from '../telling/schedule-telling.ts';
import { voidInvitations } from './void-invitations.ts';

/** Why, when and by whom something happens to a membership. */
export interface MembershipChange extends Deed {
  /** For the activity log, e.g. `self_disable`. */
  readonly reason: string;
}

export interface MembershipEnd extends MembershipChange {
  /** `left`: by their own will; `removed`: by a rule or by somebody else. */
  readonly how: 'left' | 'removed';
  /** Whether the organization is mailed; default yes. Of somebody who is erased nothing goes out any more. */
  readonly tells?: boolean;
}

type ChangingStores = Pick<
  Stores,
  'audit' | 'dueWork' | 'invitations' | 'keptOverrides' | 'members' | 'oneTimeLinks' | 'outbox'
>;

/**
 * Ends a membership under the lock of its organization; the seat is free at once (D22). Whom somebody removed, or has
 * suspended or chosen for MFA before, does not join again by themselves; and who was chosen stays so. Grants are the caller's, since they may end for
 * several organizations together.
 */
export async function endMembership(
  stores: ChangingStores,
  { person: { user }, membership: { member, organization } }: LockedMember,
  end: MembershipEnd,
): Promise<void> {
  const { actor, now, how, reason, tells = true } = end;
  const { id: organizationId } = organization;
  await withdrawTickets(stores, [user.id]);
  await stores.members.remove(organizationId, user.id);
  await stores.dueWork.withdraw('revoke_sessions', organizationId, user.id);
  await withdrawTelling(stores.dueWork, { organizationId, userId: user.id });
  if (reason === 'by_admin' || isDecidedAbout(member))
    await stores.members.noteRemoved(organizationId, user.id, now);
  await keepOverride(stores, member, now);
  await voidInvitations(stores, { organizationId, userId: user.id, now: null }, end);
  const { role, override, suspended } = member;
  const detail = { before: { role, override, suspended }, after: null, reason };
  const type = how === 'left' ? 'member.left' : 'member.removed';
  await stores.audit.record({ type, actor, organizationId, userId: user.id, detail }, now);
  if (!tells) return;
  const notice = { kind: 'membership-changed', organization: organization.name, member: user.email } as const;
  const told = { ...notice, change: how };
  await tellOrganization(stores, organization, how === 'left' ? told : { notice: told, by: actor });
}

/** Whoever left and joined again by themselves would be rid of what somebody has decided about them. */
function isDecidedAbout({ suspended, override }: Member): boolean {
  return suspended === 'by_admin' || override === 'required';
}

/** Suspends by rule: seat, role and override stay, and enrolling ends it (ruling 15). */
export async function suspendByRule(
  stores: ChangingStores,
  { person: { user }, membership: { member, organization } }: LockedMember,
  { actor, now, reason }: MembershipChange,
): Promise<void> {
  const after = { ...member, suspended: 'by_rule' } as const;
  await stores.members.save(after);
  await voidInvitations(stores, { ...after, now: after }, { actor, now });
  const detail = { before: { suspended: member.suspended }, after: { suspended: after.suspended }, reason };
  const event = {
    type: 'member.suspended',
    actor,
    organizationId: organization.id,
    userId: user.id,
  } as const;
  await stores.audit.record({ ...event, detail }, now);
  const notice = { kind: 'membership-changed', organization: organization.name, member: user.email } as const;
  await tellOrganization(stores, organization, { ...notice, change: 'suspended' });
}
