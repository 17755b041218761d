import { hashTicketCode, newTicketCode, ticketSeconds } from '../../links/enrollment-ticket.ts';
import type { Person } from '../../people/person.ts';
import { Refusal } from '../../refusal/refusal.ts';
import type { Db, Stores } from '../../stores.ts';
import {
  type AdminContext,
  isOwnMembership,
  requireFreshMfa,
  requireRoleOver,
  requireRoleToGive,
} from '../core/admin-context.ts';
import type { Organization } from '../core/organization.ts';
import type { InvitationName } from '../invitations/pending-invitation.ts';
import { managingInviter } from '../joining/joining.ts';

/** A ticket to set up a first factor; only its hash is stored. */
export interface IssuedTicket {
  readonly code: string;
  readonly expiresAt: Date;
}

/**
 * Makes a ticket for a member, in place of an earlier one. The code is for whoever asks, to be handed over: by mail it
 * would show no more than a mailed code does. The member is told that there is one.
 * @throws Refusal `mfa_required`, `not_found`, `own_device`, `not_allowed`, `not_managed_here` (ruling 3); the operator
 *   may do it for anybody (ruling 12)
 */
export async function issueTicket(
  db: Db,
  acting: AdminContext,
  { organizationId, userId }: { readonly organizationId: string; readonly userId: string },
): Promise<IssuedTicket> {
  requireFreshMfa(acting);
  if (isOwnMembership(acting, userId)) throw new Refusal('own_device');
  return db.transaction(async (stores) => {
    await stores.organizations.lockById(organizationId);
    await stores.accounts.lock(userId);
    const person = await stores.people.byId(userId, null);
    const membership = person?.memberships.find(({ organization }) => organization.id === organizationId);
    if (person === null || membership === undefined) throw new Refusal('not_found');
    requireRoleOver(acting, membership.member);
    const { email } = person.user;
    if (acting.admin !== null && !membership.managesUser) {
      throw new Refusal('not_managed_here', { list: [email] });
    }
    return store(stores, acting, { organization: membership.organization, person });
  });
}

/**
 * The same for somebody who is invited and has their account already: without it an organization that wants MFA first, and
 * a ticket before it, could be joined by nobody new. An administrator may do it for the domains of the organization.
 * @throws Refusal `mfa_required`, `not_found` also while nobody has an account with the address, `invitation_expired`,
 *   `not_allowed`, `not_managed_here`
 */
export async function issueInviteeTicket(
  db: Db,
  acting: AdminContext,
  { organizationId, id }: InvitationName,
): Promise<IssuedTicket> {
  const { now } = acting;
  requireFreshMfa(acting);
  return db.transaction(async (stores) => {
    const organization = await stores.organizations.lockById(organizationId);
    const invitation = await stores.invitations.find(organizationId, id);
    if (organization === null || invitation === null) throw new Refusal('not_found');
    requireRoleToGive(acting, invitation.role);
    if (invitation.expiresAt <= now) throw new Refusal('invitation_expired', { ending: 'expired' });
    const { email } = invitation;
    // Before anybody is looked for: of a foreign address nobody learns whether it has an account.
    const isManaged = (await managingInviter(stores, email, now)) === organizationId;
    if (acting.admin !== null && !isManaged) throw new Refusal('not_managed_here', { list: [email] });
    const person = await stores.people.byEmail(email);
    if (person === null)
      throw new Refusal('not_found', { reason: 'nobody has an account with this address' });
    await stores.accounts.lock(person.user.id);
    return store(stores, acting, { organization, person });
  });
}

async function store(
  stores: Stores,
  acting: AdminContext,
  {
    organization,
    person,
  }: { readonly organization: Pick<Organization, 'id' | 'name' | 'timeZone'>; readonly person: Person },
): Promise<IssuedTicket> {
  const { actor, admin, now } = acting;
  const { id: userId, email } = person.user;
  const code = newTicketCode();
  const expiresAt = new Date(now.getTime() + ticketSeconds * 1000);
  const ticket = {
    tokenHash: hashTicketCode(code),
    kind: 'enrollment_ticket',
    userId,
    // The operator's word counts wherever the person belongs.
    organizationId: admin === null ? null : organization.id,
    detail: null,
    createdAt: now,
    expiresAt,
  } as const;
  await stores.oneTimeLinks.replaceAll('enrollment_ticket', [ticket]);
  const about = { actor, organizationId: organization.id, userId };
  await stores.audit.record({ type: 'enrollment_ticket.issued', ...about }, now);
  const notice = { kind: 'enrollment-ticket', organization: organization.name } as const;
  const to = { email, language: '', timeZone: organization.timeZone };
  await stores.outbox.mail(to, { ...notice, validForSeconds: ticketSeconds }, actor);
  return { code, expiresAt };
}
