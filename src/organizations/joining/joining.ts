import { domainOf } from '../../people/email.ts';
import type { Person } from '../../people/person.ts';
import { membershipFacts } from '../../people/person-facts.ts';
import type { PlansAt } from '../../plans/plans.ts';
import type { MembershipFacts, Override, Role } from '../../policy/facts.ts';
import { Refusal } from '../../refusal/refusal.ts';
import type { Stores } from '../../stores.ts';
import type { Invitation, Member, Organization } from '../core/organization.ts';
import { withKeptOverride } from './kept-override.ts';

/** An invitation that stands, with its organization. */
export interface ValidInvitation {
  readonly invitation: Invitation;
  readonly organization: Organization;
}

type InvitationStores = Pick<Stores, 'invitations' | 'organizations'>;

/**
 * The invitation that a link stands for.
 * @throws Refusal `invitation_expired` for one that is unknown, replaced, withdrawn, accepted or out of time; which of
 *   these, but for an unknown one, is its detail
 */
export async function findValidInvitation(
  { invitations, organizations }: InvitationStores,
  tokenHash: Buffer,
  now: Date,
): Promise<ValidInvitation> {
  const invitation = await invitations.findByToken(tokenHash);
  const organization = invitation && (await organizations.findById(invitation.organizationId));
  if (invitation === null || organization === null) {
    const ending = await invitations.endingOf(tokenHash);
    throw new Refusal('invitation_expired', ending === null ? {} : { ending });
  }
  if (invitation.expiresAt <= now) throw new Refusal('invitation_expired', { ending: 'expired' });
  return { invitation, organization };
}

/** Whether the invitation is for this very address; stored addresses have one spelling each. */
export function isInvited({ invitation }: Pick<ValidInvitation, 'invitation'>, { user }: Person): boolean {
  return invitation.email === user.email;
}

export function isMemberOf({ id }: Organization, { memberships }: Person): boolean {
  return memberships.some(({ organization }) => organization.id === id);
}

/** What somebody is about to join, and as what. */
export interface Place {
  readonly organization: Organization;
  readonly role: Role;
  /** Where whoever lets them in says so. */
  readonly override?: Override | undefined;
}

/** Who is about to join, and what. */
export interface Newcomer extends Place {
  readonly person: Person;
}

/**
 * The member that joining makes of a person; days of grace are not started yet. Who was required to have MFA the last
 * time still is (ruling 26).
 */
export async function prospectiveMember(
  stores: Pick<Stores, 'keptOverrides'>,
  { organization, role, override, person }: Newcomer,
  now: Date,
): Promise<Member> {
  const fresh: Member = {
    organizationId: organization.id,
    userId: person.user.id,
    role,
    override: 'inherit',
    overrideSetAt: null,
    overrideReason: null,
    exemptUntil: null,
    suspended: null,
    ruleSuspends: false,
    graceUntil: null,
    joinedAt: now,
  };
  const member = await withKeptOverride(stores, fresh, now);
  if (override === undefined || override === member.override) return member;
  return { ...member, override, overrideSetAt: now, overrideReason: null };
}

/** The membership to be in the form that the policy decides on. */
export async function prospectiveMembership(
  stores: Pick<Stores, 'domains' | 'keptOverrides'>,
  newcomer: Newcomer,
  { plans, now }: PlansAt,
): Promise<MembershipFacts> {
  const { organization, person } = newcomer;
  const verified = await stores.domains.find(domainOf(person.user.email));
  const managesUser = verified?.organizationId === organization.id || person.memberships.length === 0;
  const member = await prospectiveMember(stores, newcomer, now);
  return membershipFacts({ member, organization, managesUser }, plans, now);
}

/**
 * The membership that a sign-in is to end in, so that what it takes is asked on the way; null where there is nothing to
 * join. Accepting asks again: whoever signs in without this has won nothing.
 */
export async function joiningOf(
  stores: InvitationStores & Pick<Stores, 'domains' | 'keptOverrides'>,
  { tokenHash, person }: { readonly tokenHash: Buffer; readonly person: Person },
  at: PlansAt,
): Promise<MembershipFacts | null> {
  const invitation = await stores.invitations.findByToken(tokenHash);
  const organization = invitation && (await stores.organizations.findById(invitation.organizationId));
  if (invitation === null || organization === null || invitation.expiresAt <= at.now) return null;
  const standing = { invitation, organization };
  if (!isInvited(standing, person) || isMemberOf(organization, person)) return null;
  return prospectiveMembership(stores, { organization, role: invitation.role, person }, at);
}

/**
 * The organization that has invited somebody of its own domain: it manages them before they have joined, so that it may hand
 * them the ticket that joining takes (ruling 3). Null for none.
 */
export async function managingInviter(
  { domains, invitations }: Pick<Stores, 'domains' | 'invitations'>,
  email: string,
  now: Date,
): Promise<string | null> {
  const domain = await domains.find(domainOf(email));
  if (domain === null) return null;
  const { organizationId } = domain;
  const invitation = await invitations.findFor(organizationId, email);
  return invitation !== null && invitation.expiresAt > now ? organizationId : null;
}
