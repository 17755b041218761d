import type { Membership, Person } from '../accounts/person.ts';
import { withdrawTickets } from '../authenticators/enrollment-ticket.ts';
import { Refusal } from '../refusal.ts';
import type { Db, Stores } from '../stores.ts';
import { type Acting, isOwnMembership, requireFreshMfa, requireRoleOver } from './acting.ts';
import type { MemberTarget } from './lock-member.ts';
import { lockMembershipsOf } from './lock-memberships.ts';

/**
 * Removes every factor and recovery code of a member who has lost his device, and ends his sessions; he enrols anew at
 * the next sign-in. User, roles and history stay (L8). All his organizations are locked, so that none of them comes to
 * rely on the factor in the same moment (D6).
 * @throws Refusal `not_found`, `own_device` (L10), `not_allowed`, `not_managed_here` (ruling 17; the operator may reset
 *   anyone, ruling 12), `mfa_required`
 */
export async function resetAuthenticators(
  db: Db,
  acting: Acting,
  { organizationId, userId }: MemberTarget,
  now: Date,
): Promise<void> {
  await lockMembershipsOf(db, userId, async (stores, person) => {
    const membership = person.memberships.find(({ organization }) => organization.id === organizationId);
    if (membership === undefined) throw new Refusal('not_found');
    requireMayReset(acting, person, membership, now);
    await reset(stores, acting, person, membership, now);
  });
}

function requireMayReset(acting: Acting, { user }: Person, { member, managesUser }: Membership, now: Date) {
  if (isOwnMembership(acting, user.id)) throw new Refusal('own_device');
  requireRoleOver(acting, member);
  if (acting.admin !== null && !managesUser) throw new Refusal('not_managed_here', { list: [user.email] });
  requireFreshMfa(acting, now);
}

async function reset(
  stores: Stores,
  { actor }: Acting,
  { user: { id: userId, email } }: Person,
  { organization }: Membership,
  now: Date,
): Promise<void> {
  await withdrawTickets(stores, [userId]);
  const factors = await stores.authenticators.removeAll(userId);
  await stores.rememberedDevices.forgetAll(userId);
  await stores.accounts.endSessions(userId);
  await stores.outbox.logout([userId]);
  const { id: organizationId, name } = organization;
  const detail = { factors };
  await stores.audit.record({ type: 'authenticator.reset', actor, organizationId, userId, detail }, now);
  await stores.outbox.mail({ email, language: '' }, { kind: 'device-reset', organization: name });
}
