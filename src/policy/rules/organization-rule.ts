import type { Reason } from '../decision.ts';
import { freshnessOf, sessionMaxDaysOf } from '../enforcement/challenge.ts';
import { activatedAt, isExempt, openedForMember, policyInForce } from '../enforcement/policy-in-force.ts';
import type { MembershipFacts } from '../facts.ts';
import { type Bound, type BoundNow, endOfOlderSessions, memberBinding } from '../members/member-binding.ts';
import { named } from '../members/named-organization.ts';
import { isSuspensionOver } from '../members/suspension.ts';
import { demanding, deny, notConcerned, satisfied, signIn, type Verdict } from './demand.ts';
import { meet, waysToReach } from './need.ts';
import { isLifted, type Scene } from './scene.ts';
import { sessionEndedUnder } from './session-rule.ts';
import { suppressionFor } from './suppression.ts';

/** The rule of one organization about one of its members, as its latest policy in effect says it. */
export function organizationRule(scene: Scene, membership: MembershipFacts): Verdict {
  if (isLifted(scene.client)) return notConcerned;
  const binding = memberBinding(membership, scene.session.openedAt, scene.now);
  const { inForce } = binding;
  if (isExempt(membership, scene.now)) return sessionLimitRule(scene, membership);
  const end = endOfOlderSessions(binding, scene.user);
  if (end !== null) return demanding(signIn(reasonOf(membership, end, 'session_ended_by_rule')));
  return inForce === null ? sessionLimitRule(scene, membership) : policyRule(scene, membership, inForce);
}

/** `session_max_days` ends the sessions of those of whom no factor is required as well: the password is asked (L7). */
function sessionLimitRule(scene: Scene, membership: MembershipFacts): Verdict {
  const opened = openedForMember(membership, scene.session.openedAt);
  const policy = policyInForce(membership.organization, opened, scene.now);
  // Without that field only the 30 days of every session count here; 24 h and 1 h idle are for MFA.
  if (policy === null || sessionMaxDaysOf(policy) === null) return notConcerned;
  const since = activatedAt(policy);
  const ended = sessionEndedUnder({ policy, requiredSince: since }, scene.session, scene.now);
  if (ended === null) return notConcerned;
  return { ...notConcerned, demand: signIn(reasonOf(membership, { policy, since }, ended)) };
}

/** A client registered with an organization serves only its active members (ruling 1); no environment lifts that. */
export function membershipRule(scene: Scene, membership: MembershipFacts | null): Verdict {
  if (membership === null) {
    return { ...notConcerned, demand: deny({ by: 'client', code: 'not_a_member' }) };
  }
  if (membership.suspended === null) return notConcerned;
  if (isSuspensionOver(membership, scene.user, scene.now)) return notConcerned;
  const organization = named(membership.organization);
  const suspended: Reason = { by: 'organization', code: 'suspended', organization };
  if (membership.suspended === 'by_admin') return demanding(deny(suspended));
  // Suspended by rule: the way back is to enrol, so it is offered instead of a closed door (ruling 15).
  const { inForce } = memberBinding(membership, scene.now, scene.now);
  if (inForce === null) return demanding(deny(suspended));
  const { minimumLevel: level, factors: allowed } = inForce.policy;
  const need = { level, allowed, maxAgeSeconds: null, address: 'any' as const };
  return demanding(waysToReach(scene, need, { reason: suspended, unreachable: 'deny' }));
}

function policyRule(scene: Scene, membership: MembershipFacts, bound: BoundNow): Verdict {
  const { policy } = bound;
  const requiredSince = Math.max(bound.requiredSince, membership.joinedAt);
  const ended = sessionEndedUnder({ policy, requiredSince }, scene.session, scene.now);
  if (ended !== null) return demanding(signIn(reasonOf(membership, bound, ended)));
  const need = { level: policy.minimumLevel, allowed: policy.factors, ...freshnessOf(policy.challenge) };
  const reason = reasonOf(membership, bound, 'mfa_required');
  const demand = meet(scene, need, { reason, unreachable: 'deny' });
  if (demand === null) return satisfied;
  const suppression = suppressionFor(scene, membership.organization, policy);
  return suppression === null ? demanding(demand) : { ...satisfied, suppressed: [suppression] };
}

function reasonOf(membership: MembershipFacts, bound: Bound, code: Reason['code']): Reason {
  const organization = named(membership.organization);
  return { by: 'organization', code, organization, since: bound.since, level: bound.policy.minimumLevel };
}
