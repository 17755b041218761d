import type { Person } from '../accounts/person.ts';
import type { MembershipFacts } from '../policy/facts.ts';
import { Refusal } from '../refusal.ts';
import { membershipFacts } from '../sign-in/person-facts.ts';
import type { Stores } from '../stores.ts';
import type { Plans } from './next-enforcement.ts';
import type { Invitation, Member, Organization } from './organization.ts';

/** An invitation that stands, with its organization. */
export interface StandingInvitation {
  readonly invitation: Invitation;
  readonly organization: Organization;
}

type InvitationStores = Pick<Stores, 'invitations' | 'organizations'>;

/**
 * The invitation that a link stands for.
 * @throws Refusal `invitation_expired` for one that is unknown, replaced, withdrawn, accepted or out of time
 */
export async function standingInvitation(
  { invitations, organizations }: InvitationStores,
  tokenHash: Buffer,
  now: Date,
): Promise<StandingInvitation> {
  const invitation = await invitations.findByToken(tokenHash);
  const organization = invitation && (await organizations.findById(invitation.organizationId));
  if (invitation === null || organization === null || invitation.expiresAt <= now)
    throw new Refusal('invitation_expired');
  return { invitation, organization };
}

/** Whether the invitation is for this very address; stored addresses have one spelling each. */
export function isInvited({ invitation }: Pick<StandingInvitation, 'invitation'>, { user }: Person): boolean {
  return invitation.email === user.email;
}

export function isMemberOf({ id }: Organization, { memberships }: Person): boolean {
  return memberships.some(({ organization }) => organization.id === id);
}

/** The member that an invitation makes of a person; days of grace are not started yet. */
export function memberToBe({ invitation }: StandingInvitation, { user }: Person, now: Date): Member {
  return {
    organizationId: invitation.organizationId,
    userId: user.id,
    role: invitation.role,
    override: 'inherit',
    overrideSetAt: null,
    overrideReason: null,
    exemptUntil: null,
    suspended: null,
    graceUntil: null,
    joinedAt: now,
  };
}

/** The membership to be in the form that the policy decides on. */
export async function membershipToBe(
  { organizations }: Pick<Stores, 'organizations'>,
  standing: StandingInvitation,
  person: Person,
  plans: Plans,
  now: Date,
): Promise<MembershipFacts> {
  const { organization } = standing;
  const [, domain = ''] = person.user.email.split(/@(?=[^@]*$)/);
  const verified = await organizations.findDomain(domain);
  const managesUser = verified?.organizationId === organization.id || person.memberships.length === 0;
  return membershipFacts(
    { member: memberToBe(standing, person, now), organization, managesUser },
    plans,
    now,
  );
}

/**
 * The membership that a sign-in is to end in, so that what it takes is asked on the way; null where there is nothing to
 * join. Accepting asks again: whoever signs in without this has won nothing.
 */
export async function joiningOf(
  stores: InvitationStores,
  tokenHash: Buffer,
  person: Person,
  plans: Plans,
  now: Date,
): Promise<MembershipFacts | null> {
  const invitation = await stores.invitations.findByToken(tokenHash);
  const organization = invitation && (await stores.organizations.findById(invitation.organizationId));
  if (invitation === null || organization === null || invitation.expiresAt <= now) return null;
  const standing = { invitation, organization };
  if (!isInvited(standing, person) || isMemberOf(organization, person)) return null;
  return membershipToBe(stores, standing, person, plans, now);
}
