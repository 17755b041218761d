import type { OrganizationOutcome } from '../decision.ts';
import { isExempt, latestPolicy } from '../enforcement/policy-in-force.ts';
import { defaultTerms } from '../factors/factor-reach.ts';
import type { Facts, Instant, MembershipFacts, OrganizationFacts } from '../facts.ts';
import { memberBinding } from '../members/member-binding.ts';
import { isSuspensionOver } from '../members/suspension.ts';
import { type EvaluationContext, evaluationContextOf, isLifted } from './evaluation-context.ts';
import { isReached } from './requirement.ts';
import { suppressionFor } from './suppression.ts';

/** What each organization of the user says about this session, for the `organization` claim; suspended ones are left out. */
export function organizationOutcomes(facts: Facts, now: Instant): readonly OrganizationOutcome[] {
  const { user, memberships } = facts;
  if (user === null || memberships === null) return [];
  const context = evaluationContextOf(facts, now);
  return memberships
    .filter((membership) => isSuspensionOver(membership, user, now))
    .map((membership) =>
      context === null ? unknown(membership.organization) : outcomeOf(context, membership),
    );
}

function outcomeOf(context: EvaluationContext, membership: MembershipFacts): OrganizationOutcome {
  const { id, slug } = membership.organization;
  const roles = [membership.role];
  const { inForce, announced } = memberBinding(membership, context.session.openedAt, context.now);
  const isExempted = isExempt(membership, context.now);
  const deadline = isExempted ? null : (announced?.since ?? null);
  if (inForce === null || isLifted(context.client)) {
    const by = isProven(context, membership) ? 'proof' : null;
    // Ruling 18: before the deadline nothing is required yet and roles are kept.
    return {
      id,
      slug,
      roles,
      required: false,
      satisfied: true,
      by,
      deadline: inForce === null ? deadline : null,
    };
  }
  const { minimumLevel: level, factors: allowed } = inForce.policy;
  const outcome = { id, slug, required: true, deadline };
  if (isReached(context, { level, allowed })) return { ...outcome, roles, satisfied: true, by: 'proof' };
  if (isExempted) return { ...outcome, roles, satisfied: true, by: 'exempt' };
  if (suppressionFor(context, membership.organization, inForce.policy) !== null) {
    return { ...outcome, roles, satisfied: true, by: 'remembered' };
  }
  return { ...outcome, roles: [], satisfied: false, by: null };
}

function isProven(context: EvaluationContext, { organization }: MembershipFacts): boolean {
  const { minimumLevel: level, factors: allowed } = latestPolicy(organization) ?? defaultTerms;
  return isReached(context, { level, allowed });
}

/** Facts that could not be read satisfy nothing. */
function unknown({ id, slug }: OrganizationFacts): OrganizationOutcome {
  return { id, slug, roles: [], required: true, satisfied: false, by: null, deadline: null };
}
