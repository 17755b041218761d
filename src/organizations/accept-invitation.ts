import type { Person } from '../accounts/person.ts';
import { ownClient, ownEnvironment } from '../environments/own-client.ts';
import type { Decision } from '../policy/decision.ts';
import type { FactorKind, MembershipFacts } from '../policy/facts.ts';
import { decideJoining } from '../policy/joining-rule.ts';
import { latestPolicy } from '../policy/policy-in-force.ts';
import { Refusal } from '../refusal.ts';
import { factsOf } from '../sign-in/person-facts.ts';
import type { Db, Stores } from '../stores.ts';
import {
  isInvited,
  isMemberOf,
  membershipToBe,
  memberToBe,
  type StandingInvitation,
  standingInvitation,
} from './joining.ts';
import type { Plans } from './next-enforcement.ts';
import type { Member } from './organization.ts';
import { tellOrganization } from './tell-organization.ts';

export interface AcceptingDeps {
  readonly db: Db;
  readonly plans: Plans;
  readonly enrollable: readonly FactorKind[];
}

/** Who accepts, in which session of the provider, from where. */
export interface Accepting {
  readonly tokenHash: Buffer;
  readonly userId: string;
  readonly sessionUid: string;
  readonly sourceAddress: string;
}

export type Acceptance = StandingInvitation & { readonly person: Person } & (
    | { readonly result: 'joined'; readonly member: Member }
    | { readonly result: 'for_another' }
    /** Something is to be proven first. */
    | { readonly result: 'not_yet'; readonly decision: Decision }
  );

const dayMs = 24 * 60 * 60 * 1000;

/**
 * Makes a member of the person who was invited and has proven what the organization wants before (ruling 10). Of many at
 * once exactly one succeeds: the invitation is found again under the lock of its organization, and is gone with it.
 * @throws Refusal `invitation_expired`, `interaction_expired` when the session is gone
 */
export async function acceptInvitation(
  deps: AcceptingDeps,
  accepting: Accepting,
  now: Date,
): Promise<Acceptance> {
  const found = await standingInvitation(deps.db, accepting.tokenHash, now);
  return deps.db.transaction(async (stores) => {
    await stores.organizations.lockById(found.organization.id);
    // So that he does not remove in the same moment the factor that joining rests on.
    await stores.accounts.lock(accepting.userId);
    const standing = await standingInvitation(stores, accepting.tokenHash, now);
    const person = await stores.people.byId(accepting.userId, accepting.sessionUid);
    if (person === null) throw new Refusal('interaction_expired', { reason: 'the account is gone' });
    if (!isInvited(standing, person)) return { ...standing, person, result: 'for_another' };
    const joining = await membershipToBe(stores, standing, person, deps.plans, now);
    const decision = decisionAbout(deps, person, joining, now);
    if (decision.step !== 'continue') return { ...standing, person, result: 'not_yet', decision };
    return {
      ...standing,
      person,
      result: 'joined',
      member: await join(stores, accepting, { ...standing, person, joining }, now),
    };
  });
}

function decisionAbout(
  { plans, enrollable }: AcceptingDeps,
  person: Person,
  joining: MembershipFacts,
  now: Date,
): Decision {
  const facts = factsOf(
    {
      at: 'authorization',
      person,
      session: person.session,
      client: ownClient,
      environment: ownEnvironment,
      request: { voluntaryLevels: [], essentialLevels: null, declinedEnrollment: false },
      sourceAddress: null,
      plans,
      extensions: [],
      enrollable,
      offlineGrant: false,
    },
    now,
  );
  return decideJoining(facts, joining, now.getTime());
}

type Joining = StandingInvitation & { readonly person: Person; readonly joining: MembershipFacts };

async function join(
  stores: Stores,
  { sourceAddress }: Accepting,
  standing: Joining,
  now: Date,
): Promise<Member> {
  const { invitation, organization, person } = standing;
  await stores.invitations.remove(invitation.id);
  const wasMember = isMemberOf(organization, person);
  const member = wasMember ? await memberAlready(stores, standing) : await addMember(stores, standing, now);
  const userId = person.user.id;
  const actor = { kind: 'user', id: userId, sourceAddress } as const;
  const about = { actor, organizationId: organization.id, userId };
  const detail = { email: invitation.email, role: invitation.role };
  await stores.audit.record({ type: 'invitation.accepted', ...about, detail }, now);
  if (wasMember) return member;
  const change = { before: null, after: { role: member.role }, reason: 'invitation' };
  await stores.audit.record({ type: 'member.added', ...about, detail: change }, now);
  await tellOrganization(stores, organization, {
    kind: 'membership-changed',
    organization: organization.name,
    member: person.user.email,
    change: 'joined',
  });
  return member;
}

/** Somebody made him one while the invitation was under way; it changes nothing about that. */
async function memberAlready({ organizations }: Stores, { organization, person }: Joining): Promise<Member> {
  const member = await organizations.findMember(organization.id, person.user.id);
  if (member === null) throw new Error('the membership is gone though its organization is locked');
  return member;
}

async function addMember(stores: Stores, standing: Joining, now: Date): Promise<Member> {
  const graceUntil = await startGrace(stores, standing, now);
  const member = { ...memberToBe(standing, standing.person, now), graceUntil };
  await stores.organizations.saveMember(member);
  return member;
}

/** Days in which nothing is required yet of who joins: once per person, and not where MFA comes first. */
async function startGrace(
  { organizations, dueWork }: Stores,
  { organization, person, joining }: Joining,
  now: Date,
): Promise<Date | null> {
  const policy = latestPolicy(joining.organization);
  if (policy === null || policy.required === 'nobody' || policy.graceDays === 0) return null;
  if (policy.joining === 'mfa_first') return null;
  if (!(await organizations.startGrace(organization.id, person.user.id))) return null;
  const dueAt = new Date(now.getTime() + policy.graceDays * dayMs);
  const about = { organizationId: organization.id, userId: person.user.id };
  await dueWork.add({ kind: 'settle_sessions', ...about, dueAt });
  return dueAt;
}
