import type { Reason } from '../decision.ts';
import { freshnessOf } from '../enforcement/challenge.ts';
import { activatedAt, isExempt, openedForMember, policyInForce } from '../enforcement/policy-in-force.ts';
import type { MembershipFacts } from '../facts.ts';
import { type Bound, type BoundNow, endOfOlderSessions, memberBinding } from '../members/member-binding.ts';
import { named } from '../members/named-organization.ts';
import { isSuspensionOver } from '../members/suspension.ts';
import { type EvaluationContext, isLifted } from './evaluation-context.ts';
import { deny, notConcerned, requiring, satisfied, signIn, type Verdict } from './required-step.ts';
import { meet, waysToReach } from './requirement.ts';
import { sessionEndedUnder } from './session-rule.ts';
import { suppressionFor } from './suppression.ts';

/** The rule of one organization about one of its members, as its latest policy in effect says it. */
export function organizationRule(context: EvaluationContext, membership: MembershipFacts): Verdict {
  if (isLifted(context.client)) return notConcerned;
  const binding = memberBinding(membership, context.session.openedAt, context.now);
  const { inForce } = binding;
  if (isExempt(membership, context.now)) return sessionLimitRule(context, membership);
  const end = endOfOlderSessions(binding, context.user);
  if (end !== null) return requiring(signIn(reasonOf(membership, end, 'session_ended_by_rule')));
  return inForce === null ? sessionLimitRule(context, membership) : policyRule(context, membership, inForce);
}

/** `session_max_days` ends the sessions of those of whom no factor is required as well: the password is asked (L7). */
function sessionLimitRule(context: EvaluationContext, membership: MembershipFacts): Verdict {
  const opened = openedForMember(membership, context.session.openedAt);
  const policy = policyInForce(membership.organization, opened, context.now);
  // Without that field only the 30 days of every session count here; 24 h and 1 h idle are for MFA.
  if (policy === null || policy.sessionMaxDays === null) return notConcerned;
  const since = activatedAt(policy);
  const ended = sessionEndedUnder({ policy, requiredSince: since }, context.session, context.now);
  if (ended === null) return notConcerned;
  return { ...notConcerned, requiredStep: signIn(reasonOf(membership, { policy, since }, ended)) };
}

/** A client registered with an organization serves only its active members (ruling 1); no environment lifts that. */
export function membershipRule(context: EvaluationContext, membership: MembershipFacts | null): Verdict {
  if (membership === null) {
    return { ...notConcerned, requiredStep: deny({ by: 'client', code: 'not_a_member' }) };
  }
  if (membership.suspended === null) return notConcerned;
  if (isSuspensionOver(membership, context.user, context.now)) return notConcerned;
  const organization = named(membership.organization);
  const suspended: Reason = { by: 'organization', code: 'suspended', organization };
  if (membership.suspended === 'by_admin') return requiring(deny(suspended));
  // Suspended by rule: the way back is to enrol, so it is offered instead of a closed door (ruling 15).
  const { inForce } = memberBinding(membership, context.now, context.now);
  if (inForce === null) return requiring(deny(suspended));
  const { minimumLevel: level, factors: allowed } = inForce.policy;
  const requirement = { level, allowed, maxAgeSeconds: null, address: 'any' as const };
  return requiring(waysToReach(context, requirement, { reason: suspended, unreachable: 'deny' }));
}

function policyRule(context: EvaluationContext, membership: MembershipFacts, bound: BoundNow): Verdict {
  const { policy } = bound;
  const requiredSince = Math.max(bound.requiredSince, membership.joinedAt);
  const ended = sessionEndedUnder({ policy, requiredSince }, context.session, context.now);
  if (ended !== null) return requiring(signIn(reasonOf(membership, bound, ended)));
  const requirement = {
    level: policy.minimumLevel,
    allowed: policy.factors,
    ...freshnessOf(policy.challenge),
  };
  const reason = reasonOf(membership, bound, 'mfa_required');
  const requiredStep = meet(context, requirement, { reason, unreachable: 'deny' });
  if (requiredStep === null) return satisfied;
  const suppression = suppressionFor(context, membership.organization, policy);
  return suppression === null ? requiring(requiredStep) : { ...satisfied, suppressed: [suppression] };
}

function reasonOf(membership: MembershipFacts, bound: Bound, code: Reason['code']): Reason {
  const organization = named(membership.organization);
  return { by: 'organization', code, organization, since: bound.since, level: bound.policy.minimumLevel };
}
