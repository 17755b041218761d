import { withdrawTickets } from '../../links/enrollment-ticket.ts';
import type { Membership, Person } from '../../people/person.ts';
import { membershipFacts } from '../../people/person-facts.ts';
import type { Plans } from '../../plans/plans.ts';
import { requirementOf } from '../../policy/members/member-status.ts';
import { Refusal } from '../../refusal/refusal.ts';
import type { Db, Stores } from '../../stores.ts';
import type { MemberTarget } from '../authority/lock-member.ts';
import { lockMembershipsOf } from '../authority/lock-memberships.ts';
import {
  type AdminContext,
  isOwnMembership,
  requireFreshMfa,
  requireRoleOver,
} from '../core/admin-context.ts';
import { findListedMember, type ListedMember } from '../members/member-list.ts';

/**
 * Removes every factor and recovery code of a member who has lost their device, and ends their sessions. User, roles and
 * history stay (L8). Where a policy wants a factor of them, of whichever of their organizations, the next sign-in sets one
 * up, in every environment (ruling 35). All their organizations are locked, so that none of them comes to rely on the factor in the same moment
 * (D6).
 * @throws Refusal `not_found`, `own_device` (L10), `not_allowed`, `not_managed_here` (ruling 17; the operator may reset
 *   anyone, ruling 12), `mfa_required`
 * @returns the member as they are then
 */
export async function resetDevice(
  { db, plans }: { readonly db: Db; readonly plans: Plans },
  acting: AdminContext,
  { organizationId, userId }: MemberTarget,
): Promise<ListedMember> {
  const { now } = acting;
  return lockMembershipsOf(db, userId, async (stores, person) => {
    const membership = person.memberships.find(({ organization }) => organization.id === organizationId);
    if (membership === undefined) throw new Refusal('not_found');
    requireMayReset(acting, person, membership);
    const mustEnroll = person.memberships.some((each) => wantsFactor(each, plans, now));
    await reset(stores, acting, { person, membership, mustEnroll });
    return findListedMember(stores, { organization: membership.organization, plans, now }, userId);
  });
}

function requireMayReset(acting: AdminContext, { user }: Person, { member, managesUser }: Membership) {
  if (isOwnMembership(acting, user.id)) throw new Refusal('own_device');
  requireRoleOver(acting, member);
  if (acting.admin !== null && !managesUser) throw new Refusal('not_managed_here', { list: [user.email] });
  requireFreshMfa(acting);
}

/**
 * Whether an organization's policy requires a factor of the member, now or from an instant that is announced, or names
 * them. Without the mark the password alone would do until a deadline, and wherever an environment asks for nothing: a
 * reset would open what their own factor kept shut. Where nothing is required of them, or they are exempt, losing a
 * device leaves them as they would have been without one (T18).
 */
function wantsFactor(membership: Membership, plans: Plans, now: Date): boolean {
  const facts = membershipFacts(membership, plans, now);
  const { mayEnforce, policies } = facts.organization;
  // What cannot be read may ask for it.
  if (mayEnforce && (policies === null || facts.override === 'required')) return true;
  return requirementOf(facts, now.getTime()) !== null;
}

interface DeviceReset {
  readonly person: Person;
  readonly membership: Membership;
  readonly mustEnroll: boolean;
}

async function reset(
  stores: Stores,
  { actor, now }: AdminContext,
  { person: { user }, membership: { organization }, mustEnroll }: DeviceReset,
): Promise<void> {
  const { id: userId, email } = user;
  await withdrawTickets(stores, [userId]);
  const factors = await stores.authenticators.removeAll(userId);
  if (mustEnroll) await stores.accounts.markMustEnroll([userId], now);
  await stores.rememberedDevices.forgetAll(userId);
  await stores.accounts.endSessions(userId);
  await stores.outbox.logout([userId]);
  const { id: organizationId, name, timeZone } = organization;
  const detail = { factors, mustEnroll };
  await stores.audit.record({ type: 'authenticator.reset', actor, organizationId, userId, detail }, now);
  await stores.outbox.mail({ email, language: '', timeZone }, { kind: 'device-reset', organization: name });
}
