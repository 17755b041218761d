import type { Operations } from '../../operations/operations.ts';
import type { Person } from '../../people/person.ts';
import type { Decision } from '../../policy/decision.ts';
import type { MembershipFacts } from '../../policy/facts.ts';
import { Refusal } from '../../refusal/refusal.ts';
import type { Stores } from '../../stores.ts';
import type { Member, Organization } from '../core/organization.ts';
import { admitMember, decideAdmission } from './admit-member.ts';
import {
  findValidInvitation,
  isInvited,
  isMemberOf,
  prospectiveMembership,
  type ValidInvitation,
} from './joining.ts';

/** Who accepts, in which session of the provider, from where. */
export interface Accepting {
  readonly tokenHash: Buffer;
  readonly userId: string;
  /** By its uid, or by SHA-256 of that. */
  readonly session: { readonly uid: string } | { readonly hash: Buffer };
  readonly sourceAddress: string;
}

export type Acceptance = ValidInvitation & { readonly person: Person } & (
    | { readonly result: 'joined'; readonly member: Member }
    | { readonly result: 'for_another' }
    /** Something is to be proven first. */
    | { readonly result: 'not_yet'; readonly decision: Decision }
  );

/**
 * Makes a member of the person who was invited and has proven what the organization wants before (ruling 10). Of many at
 * once exactly one succeeds: the invitation is found again under the lock of its organization, and is gone with it.
 * @throws Refusal `invitation_expired`, `interaction_expired` when the session is gone
 */
export async function acceptInvitation(
  deps: Pick<Operations, 'db' | 'plans' | 'enrollable'>,
  accepting: Accepting,
  now: Date,
): Promise<Acceptance> {
  const found = await findValidInvitation(deps.db, accepting.tokenHash, now);
  return deps.db.transaction(async (stores) => {
    await stores.organizations.lockById(found.organization.id);
    // So that they do not remove in the same moment the factor that joining rests on.
    await stores.accounts.lock(accepting.userId);
    const standing = await findValidInvitation(stores, accepting.tokenHash, now);
    const person = await readPerson(stores, accepting);
    if (person === null) throw new Refusal('interaction_expired', { reason: 'the account is gone' });
    if (!isInvited(standing, person)) return { ...standing, person, result: 'for_another' };
    const place = { organization: standing.organization, role: standing.invitation.role };
    const joining = await prospectiveMembership(stores, { ...place, person }, { plans: deps.plans, now });
    const decision = decideAdmission(deps, { person, joining }, now);
    if (decision.step !== 'continue') return { ...standing, person, result: 'not_yet', decision };
    return {
      ...standing,
      person,
      result: 'joined',
      member: await join(stores, { ...accepting, ...standing, person, joining }, now),
    };
  });
}

function readPerson(
  { people }: Pick<Stores, 'people'>,
  { userId, session }: Pick<Accepting, 'userId' | 'session'>,
): Promise<Person | null> {
  return 'uid' in session ? people.byId(userId, session.uid) : people.bySessionHash(userId, session.hash);
}

/** Who accepts, and has proven what it takes. */
interface Accepted extends Accepting, ValidInvitation {
  readonly person: Person;
  readonly joining: MembershipFacts;
}

async function join(stores: Stores, accepted: Accepted, now: Date): Promise<Member> {
  const { invitation, organization, person, joining, sourceAddress } = accepted;
  await stores.invitations.remove(invitation.id, 'used', now);
  const { email, role } = invitation;
  const userId = person.user.id;
  const actor = { kind: 'user', id: userId, sourceAddress } as const;
  const about = { actor, organizationId: organization.id, userId, detail: { email, role } };
  await stores.audit.record({ type: 'invitation.accepted', ...about }, now);
  if (isMemberOf(organization, person)) return memberAlready(stores, accepted);
  return admitMember(stores, { organization, role, person, joining }, { actor, now, reason: 'invitation' });
}

/** Somebody made them one while the invitation was under way; it changes nothing about that. */
async function memberAlready(
  { members }: Stores,
  { organization, person }: { readonly organization: Organization; readonly person: Person },
): Promise<Member> {
  const member = await members.find(organization.id, person.user.id);
  if (member === null) throw new Error('the membership is gone though its organization is locked');
  return member;
}
