import type { Operations } from '../operations/operations.ts';
import type { InvitationOffer } from '../organizations/invitations/invitation-store.ts';
import { acceptInvitation } from '../organizations/joining/accept-invitation.ts';
import type { Person } from '../people/person.ts';
import type { Role } from '../policy/facts.ts';
import type { NamedOrganization } from '../policy/members/self-disable.ts';
import { Refusal } from '../refusal/refusal.ts';
import type { Stores } from '../stores.ts';
import type { SelfServiceContext } from './context.ts';

/** What somebody has joined. */
export interface JoinedOrganization {
  readonly organization: NamedOrganization;
  readonly role: Role;
}

/**
 * Open invitations to the address of a person, where they have shown that it is theirs; not those of organizations that
 * they belong to already. The oldest first.
 */
export async function ownInvitations(
  { invitations }: Pick<Stores, 'invitations'>,
  person: Person,
  now: Date,
): Promise<readonly InvitationOffer[]> {
  if (!person.user.emailVerified) return [];
  const offers = await invitations.offersTo(person.user.email, now);
  const own = new Set(person.memberships.map(({ organization }) => organization.id));
  return offers.filter(({ organization }) => !own.has(organization.id));
}

/**
 * Accepts one of these, in place of following its link: with a verified address nobody else reads that. What joining
 * takes has to have been proven in this session.
 * @throws Refusal `not_found`, `mfa_required` where something is to be proven or set up first, `invitation_expired` for one
 *   that was replaced in the same moment, `interaction_expired`
 */
export async function acceptOwnInvitation(
  deps: Pick<Operations, 'db' | 'plans' | 'enrollable'>,
  { person, sessionHash, sourceAddress, now }: SelfServiceContext,
  invitationId: string,
): Promise<JoinedOrganization> {
  const { user } = person;
  const offers = await ownInvitations(deps.db, person, now);
  const tokenHash = offers.find(({ id }) => id === invitationId)?.tokenHash ?? null;
  if (tokenHash === null) throw new Refusal('not_found');
  const accepting = { tokenHash, userId: user.id, session: { hash: sessionHash }, sourceAddress };
  const accepted = await acceptInvitation(deps, accepting, now);
  if (accepted.result === 'for_another') throw new Refusal('not_found');
  if (accepted.result === 'not_yet') {
    const { step } = accepted.decision;
    if (step === 'sign_in')
      throw new Refusal('interaction_expired', { reason: 'signed out everywhere meanwhile' });
    throw new Refusal('mfa_required', { reason: `joining takes a step: ${step}` });
  }
  const { id, slug, name } = accepted.organization;
  return { organization: { id, slug, name }, role: accepted.member.role };
}
