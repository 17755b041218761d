import { randomUUID } from 'node:crypto';
import type { Actor } from '../../audit/event.ts';
import { limitKey, requireCharged } from '../../limits/limit.ts';
import { hashLinkToken, newLinkToken } from '../../links/one-time-links.ts';
import type { Operations } from '../../operations/operations.ts';
import { normalizeEmail } from '../../people/email.ts';
import type { Plans } from '../../plans/plans.ts';
import { requireFreeSeat, requireSeatsOnPlan } from '../../plans/seats.ts';
import type { Role } from '../../policy/facts.ts';
import { Refusal } from '../../refusal/refusal.ts';
import type { Db, Stores } from '../../stores.ts';
import { requireMfaOverMembers } from '../authority/mfa-over-members.ts';
import { type AdminContext, requireRoleToGive } from '../core/admin-context.ts';
import { lockOrganization } from '../core/lock-organization.ts';
import type { Invitation, Organization } from '../core/organization.ts';
import { changeSeats } from '../plan/set-seats.ts';
import { expireInvitations } from './expire-invitations.ts';

export interface WantedInvitation {
  readonly organizationId: string;
  /** In the spelling under which addresses are stored. */
  readonly email: string;
  readonly role: Role;
  /** Raises the seats by so many in the same step (D17); 0 for none. */
  readonly addSeats: number;
  /** `invitationLanguage`, or one that was chosen; the mail is written in it. */
  readonly language: string;
}

/** An invitation can be accepted for a week (attacks, parameter table). */
export const invitationLifetimeSeconds = 7 * 24 * 60 * 60;

/**
 * Invites by e-mail: takes a seat and mails a link (D11, D14, D17). Who is invited already gets a new link that replaces
 * the old one, and takes no further seat.
 * @throws Refusal `not_allowed` for a role above one's own, `mfa_required` for a role above `member` as ruling 26 says,
 *   `notification_address` (D16), `already_member`, `no_free_seat`, `too_many_attempts` for mails to one address
 */
export async function invite(
  deps: Pick<Operations, 'db' | 'plans' | 'issuer'>,
  acting: AdminContext,
  wanted: WantedInvitation,
): Promise<Invitation> {
  requireRoleToGive(acting, wanted.role);
  await chargeMail(deps.db, wanted, acting.now);
  return inviteUncharged(deps, acting, wanted);
}

/**
 * The same without the limit of mails to one address, for the operator's file: a charge is a statement of its own, and
 * the file is one transaction that may be run again.
 */
export async function inviteUncharged(
  deps: Pick<Operations, 'db' | 'plans' | 'issuer'>,
  acting: AdminContext,
  wanted: WantedInvitation,
): Promise<Invitation> {
  const { plans } = deps;
  const { actor, now } = acting;
  return deps.db.transaction(async (stores) => {
    const organization = await lockOrganization(stores, wanted.organizationId);
    await requireMfaToInvite(stores, acting, { organization, plans, role: wanted.role });
    await expireInvitations(stores, organization.id, now);
    await requireInvitable(stores, organization, wanted.email);
    const pending = await stores.invitations.findFor(organization.id, wanted.email);
    if (pending !== null) requireRoleToGive(acting, pending.role);
    const seats = organization.seats + wanted.addSeats;
    if (wanted.addSeats > 0) requireSeatsOnPlan(organization, seats, plans);
    if (pending === null)
      await requireFreeSeat(stores, { organization: { ...organization, seats }, plans, now });
    if (wanted.addSeats > 0) await changeSeats(stores, acting, { organization, seats });
    const invited = { ...(pending ?? newInvitation(wanted, now)), invitedBy: acting.admin?.userId ?? null };
    const { invitation, token } = newLink(invited, wanted.role, now);
    await (pending === null ? stores.invitations.add(invitation) : stores.invitations.renew(invitation, now));
    const type = pending === null ? 'invitation.created' : 'invitation.resent';
    await sendInvitation(stores, { organization, invitation, token, actor, ...deps, ...wanted });
    const detail = { email: wanted.email, role: wanted.role };
    await stores.audit.record({ type, actor, organizationId: organization.id, detail }, now);
    return invitation;
  });
}

/**
 * Whoever follows the link has the role: to invite an administrator, also again, is to make one.
 * @throws Refusal `mfa_required` for a role above `member` as ruling 26 says
 */
export async function requireMfaToInvite(
  stores: Pick<Stores, 'members'>,
  acting: AdminContext,
  { role, ...place }: { readonly organization: Organization; readonly plans: Plans; readonly role: Role },
): Promise<void> {
  if (role !== 'member') await requireMfaOverMembers(stores, acting, place);
}

/** The same invitation with a token and a lifetime of its own. */
export function newLink(
  invitation: Invitation,
  role: Role,
  now: Date,
): { readonly invitation: Invitation; readonly token: string } {
  const token = newLinkToken();
  const expiresAt = new Date(now.getTime() + invitationLifetimeSeconds * 1000);
  return { token, invitation: { ...invitation, role, tokenHash: hashLinkToken(token), expiresAt } };
}

/** In which an invitation is mailed for which none was chosen, to whoever has no account. @param asked of the request; empty for none */
export function invitationLanguage({ language }: Pick<Organization, 'language'>, asked: string): string {
  return language ?? asked;
}

/** Mails the link, and has the invitation removed when it has run out. */
export async function sendInvitation(
  stores: Stores,
  sent: {
    readonly organization: Organization;
    readonly invitation: Invitation;
    readonly token: string;
    readonly issuer: URL;
    readonly language: string;
    readonly actor: Actor;
  },
): Promise<void> {
  const { organization, invitation, token, issuer, language, actor } = sent;
  const link = new URL(`/invitations/${token}`, issuer).href;
  const notice = { kind: 'invitation', organization: organization.name, link } as const;
  await stores.outbox.mail(
    { email: invitation.email, language, timeZone: organization.timeZone },
    { ...notice, validForSeconds: invitationLifetimeSeconds },
    actor,
  );
  await stores.dueWork.add({
    kind: 'invitation_expiry',
    organizationId: organization.id,
    userId: null,
    dueAt: invitation.expiresAt,
  });
}

/**
 * So that nobody's mailbox is flooded by whoever administers some organization; in a statement of its own.
 * @throws Refusal `too_many_attempts`
 */
export async function chargeMail(
  { limits }: Db,
  { organizationId, email }: Pick<WantedInvitation, 'organizationId' | 'email'>,
  now: Date,
): Promise<void> {
  requireCharged(await limits.charge(limitKey('invitations', organizationId, email), now));
}

async function requireInvitable(
  { people }: Stores,
  { id, notificationEmail }: Organization,
  email: string,
): Promise<void> {
  if (notificationEmail !== null && normalizeEmail(notificationEmail) === email)
    throw new Refusal('notification_address', { list: [email] });
  const person = await people.byEmail(email);
  if (person?.memberships.some(({ member }) => member.organizationId === id))
    throw new Refusal('already_member', { list: [email] });
}

function newInvitation(
  { organizationId, email, role }: WantedInvitation,
  now: Date,
): Omit<Invitation, 'invitedBy'> {
  return { id: randomUUID(), organizationId, email, role, tokenHash: null, expiresAt: now, createdAt: now };
}
