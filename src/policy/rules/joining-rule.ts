import type { Decision } from '../decision.ts';
import { latestPolicy } from '../enforcement/policy-in-force.ts';
import { levelOf, restsOnRecoveryCode } from '../factors/amr.ts';
import { isProtected } from '../factors/factor-reach.ts';
import type { EnforcementPolicy, Facts, Instant, MembershipFacts, OrganizationFacts } from '../facts.ts';
import { named } from '../members/named-organization.ts';
import { type EvaluationContext, evaluationContextOf } from './evaluation-context.ts';
import { replacementDemand } from './own-factor-rule.ts';
import { deny, type RequiredStep } from './required-step.ts';
import { enrollableKinds, meet, type Requirement, type Wording, waysToReach } from './requirement.ts';
import { sessionRule } from './session-rule.ts';

/** How old a second factor may be to count as proven now when somebody joins, in seconds. */
export const joiningProofMaxAgeSeconds = 5 * 60;

/**
 * What a user still owes before they may become a member (ruling 10). `mfa_first` wants both: that they are protected by
 * what the organization accepts, and MFA proven now, after a recovery code only after enrolling again (ruling 24).
 * `at_next_sign_in` wants nothing here, since joining counts as a sign-in; but a session that rests on a recovery code
 * enrols and does nothing else, wherever it leads (ruling 23).
 * `joining` is the membership as it would be, its organization's policies included.
 */
export function decideJoining(facts: Facts, joining: MembershipFacts, now: Instant): Decision {
  const unidentified = sessionRule(facts.user, facts.session, now);
  if (unidentified !== null) return unidentified;
  // Its enrolment proof counts as well: the organization is about to be one of theirs.
  const memberships = facts.memberships === null ? null : [...facts.memberships, joining];
  const context = evaluationContextOf({ ...facts, at: 'authorization', memberships }, now);
  if (context === null) return deny({ by: 'facts', code: 'facts_missing' });
  const policy = latestPolicy(joining.organization);
  const { proofs } = context.session;
  const agreed: Decision = restsOnRecoveryCode(proofs)
    ? replacementDemand(context)
    : { step: 'continue', level: levelOf(proofs), suppressed: [] };
  if (policy === null || policy.joining !== 'mfa_first') return agreed;
  // Who was required to have MFA the last time still is (ruling 26).
  if (policy.required === 'nobody' && joining.override !== 'required') return agreed;
  return demandOf(context, joining.organization, policy) ?? agreed;
}

function demandOf(
  context: EvaluationContext,
  organization: OrganizationFacts,
  policy: EnforcementPolicy,
): RequiredStep | null {
  const { minimumLevel: level, factors: allowed } = policy;
  const requirement: Requirement = {
    level,
    allowed,
    maxAgeSeconds: joiningProofMaxAgeSeconds,
    address: 'any',
  };
  const reason = {
    by: 'organization',
    code: 'mfa_required',
    organization: named(organization),
    level,
  } as const;
  const wording: Wording = { reason, unreachable: 'deny' };
  const requiredStep = isProtected(context.user, policy)
    ? meet(withoutRecoveryCode(context), requirement, wording)
    : waysToReach(withoutRecoveryCode(context), requirement, wording);
  const hasUsedRecoveryCode = context.session.proofs.recoveryCodeAt !== undefined;
  if (requiredStep?.step !== 'challenge' || !hasUsedRecoveryCode) return requiredStep;
  // The factor is asked for in vain of who came in by a recovery code: the way on is a new one.
  const { reasons } = requiredStep;
  const factors = enrollableKinds(context, requirement);
  return factors.length === 0
    ? requiredStep
    : { step: 'enroll', proof: 'factor', factors, declinable: false, reasons };
}

function withoutRecoveryCode(context: EvaluationContext): EvaluationContext {
  const { recoveryCodeAt: _, recoveryCodeId: _id, ...proofs } = context.session.proofs;
  return { ...context, session: { ...context.session, proofs } };
}
