import type { Deed } from '../../audit/deed.ts';
import type { AuditEvent } from '../../audit/event.ts';
import { withdrawTickets } from '../../links/enrollment-ticket.ts';
import { mailDeniable } from '../../links/not-me-link.ts';
import { findPerson } from '../../people/find-person.ts';
import type { Membership, Person } from '../../people/person.ts';
import { membershipFacts } from '../../people/person-facts.ts';
import { timeZoneOf } from '../../people/time-zone.ts';
import { watchedBy } from '../../people/watched-by.ts';
import type { Plans, PlansAt } from '../../plans/plans.ts';
import { requirementOf } from '../../policy/members/member-status.ts';
import { Refusal } from '../../refusal/refusal.ts';
import type { Db, Stores } from '../../stores.ts';
import type { MemberTarget } from '../authority/lock-member.ts';
import { lockMembershipsOf } from '../authority/lock-memberships.ts';
import {
  type AdminContext,
  isOwnDeed,
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
    const { id, name, timeZone } = membership.organization;
    const by = {
      actor: acting.actor,
      organizationId: id,
      told: acting.admin === null ? null : name,
      timeZone,
    };
    await reset({ stores, plans, now }, person, by);
    return findListedMember(stores, { organization: membership.organization, plans, now }, userId);
  });
}

/**
 * The same for anybody, also for who is in no organization or managed by none: the operator knows by other means who it is
 * (ruling 12).
 * @param user id or e-mail
 * @throws Refusal `not_found`, `server_busy`, `own_device` for a person who acts as the operator (L10)
 */
export async function resetDeviceOfAnybody(
  { db, plans }: { readonly db: Db; readonly plans: Plans },
  { actor, now }: Deed,
  user: string,
): Promise<void> {
  const { id: userId } = (await findPerson(db, user)).user;
  if (isOwnDeed({ actor }, userId)) throw new Refusal('own_device');
  await lockMembershipsOf(db, userId, async (stores, person) => {
    const organizations = watchedBy(person, null, { plans, now });
    await reset({ stores, plans, now }, person, {
      actor,
      organizations,
      told: null,
      timeZone: timeZoneOf(person),
    });
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

/** By whom, and where it is recorded and told. */
interface ResetBy extends Pick<AuditEvent, 'actor' | 'organizationId' | 'organizations'> {
  /** The organization whose administrator did it; null for the operator. */
  readonly told: string | null;
  readonly timeZone: string;
}

async function reset(
  { stores, plans, now }: PlansAt & { readonly stores: Stores },
  { user, memberships }: Person,
  { told, timeZone, ...event }: ResetBy,
): Promise<void> {
  const { id: userId, email } = user;
  const mustEnroll = memberships.some((each) => wantsFactor(each, plans, now));
  await withdrawTickets(stores, [userId]);
  const factors = await stores.authenticators.removeAll(userId);
  if (mustEnroll) await stores.accounts.markMustEnroll([userId], now);
  await stores.rememberedDevices.forgetAll(userId);
  await stores.accounts.endSessions(userId);
  await stores.outbox.logout([userId]);
  const detail = { factors, mustEnroll };
  await stores.audit.record({ ...event, type: 'authenticator.reset', userId, detail }, now);
  const notice = { kind: 'device-reset', organization: told, mustEnroll } as const;
  const to = { email, language: '', timeZone };
  await mailDeniable(stores, { userId, to, notice, by: event.actor }, now);
}
