import type { Deed } from '../../audit/deed.ts';
import { ownClient, ownEnvironment } from '../../environments/own-client.ts';
import type { Operations } from '../../operations/operations.ts';
import { factsOf, userFacts } from '../../people/person-facts.ts';
import type { Decision } from '../../policy/decision.ts';
import { latestPolicy } from '../../policy/enforcement/policy-in-force.ts';
import type { MembershipFacts } from '../../policy/facts.ts';
import { concernedFrom } from '../../policy/members/announcement.ts';
import { decideJoining } from '../../policy/rules/joining-rule.ts';
import { nothingRequested } from '../../policy/rules/request-rule.ts';
import type { Stores } from '../../stores.ts';
import type { Member } from '../core/organization.ts';
import { tellOrganization } from '../core/tell-organization.ts';
import { scheduleTellingMember } from '../telling/schedule-telling.ts';
import { type Newcomer, prospectiveMember } from './joining.ts';

/** Somebody who joins: as what, and what the policy will know of it. */
export interface Joining extends Newcomer {
  readonly joining: MembershipFacts;
}

interface Admission extends Deed {
  readonly reason: string;
  readonly told?: 'organization' | 'nobody';
}

const dayMs = 24 * 60 * 60 * 1000;

/** What a person, signed in, still has to prove before they join (ruling 10); `continue` for nothing. */
export function decideAdmission(
  { plans, enrollable }: Pick<Operations, 'plans' | 'enrollable'>,
  { person, joining }: Pick<Joining, 'person' | 'joining'>,
  now: Date,
): Decision {
  const facts = factsOf(
    {
      at: 'authorization',
      person,
      session: person.session,
      client: ownClient,
      environment: ownEnvironment,
      request: nothingRequested,
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

/**
 * Makes a member under the lock of the organization, after `decideAdmission` has said yes.
 * @param why.reason for the activity log, e.g. `invitation`
 * @param why.told whom a mail tells of it; default the organization
 */
export async function admitMember(
  stores: Stores,
  admitted: Joining,
  { actor, now, reason, told = 'organization' }: Admission,
): Promise<Member> {
  const { organization, person, role, joining } = admitted;
  const toBe = await prospectiveMember(stores, admitted, now);
  // Who is bound at once has no days of grace (ruling 19).
  const graceUntil = toBe.override === 'required' ? null : await startGrace(stores, admitted, now);
  const member = { ...toBe, graceUntil };
  await stores.members.save(member);
  await stores.members.forgetRemoved(organization.id, person.user.id);
  await stores.keptOverrides.forget(organization.id, person.user.id);
  const about = { actor, organizationId: organization.id, userId: person.user.id };
  const after = { role, ...(member.override === 'inherit' ? {} : { override: member.override }) };
  const detail = { before: null, after, reason };
  await stores.audit.record({ type: 'member.added', ...about, detail }, now);
  if (
    concernedFrom({ ...joining, graceUntil: graceUntil?.getTime() ?? null }, userFacts(person), now.getTime())
  )
    await scheduleTellingMember(stores.dueWork, member, now);
  if (told === 'nobody') return member;
  await tellOrganization(stores, organization, {
    kind: 'membership-changed',
    organization: organization.name,
    member: person.user.email,
    change: 'joined',
  });
  return member;
}

/** Days in which nothing is required yet of who joins: once per person, and not where MFA comes first. */
async function startGrace(
  { members, dueWork }: Stores,
  { organization, person, joining }: Joining,
  now: Date,
): Promise<Date | null> {
  const policy = latestPolicy(joining.organization);
  if (policy === null || policy.required === 'nobody' || policy.graceDays === 0) return null;
  if (policy.joining === 'mfa_first') return null;
  if (!(await members.startGrace(organization.id, person.user.id))) return null;
  const dueAt = new Date(now.getTime() + policy.graceDays * dayMs);
  const about = { organizationId: organization.id, userId: person.user.id };
  await dueWork.add({ kind: 'revoke_sessions', ...about, dueAt });
  return dueAt;
}
