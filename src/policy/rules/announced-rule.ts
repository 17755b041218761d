import type { Reason } from '../decision.ts';
import { isExempt } from '../enforcement/policy-in-force.ts';
import { isProtected } from '../factors/factor-reach.ts';
import type { MembershipFacts } from '../facts.ts';
import { memberBinding } from '../members/member-binding.ts';
import { named } from '../members/named-organization.ts';
import { type EvaluationContext, isLifted } from './evaluation-context.ts';
import { offerOf } from './offer.ts';
import { notConcerned, type Verdict } from './required-step.ts';
import type { Requirement } from './requirement.ts';

/**
 * Before a deadline an unprotected member is offered the set-up at each sign-in (ruling 31). In a live session, and where
 * no page may be shown, nothing of it is felt.
 */
export function announcedRule(context: EvaluationContext, membership: MembershipFacts): Verdict {
  const { user, session, now, request } = context;
  if (request.offersAhead !== true || isLifted(context.client)) return notConcerned;
  if (membership.suspended !== null || isExempt(membership, now)) return notConcerned;
  const { announced } = memberBinding(membership, session.openedAt, now);
  if (announced === null || isProtected(user, announced.policy)) return notConcerned;
  const { policy, since } = announced;
  const { minimumLevel: level, factors: allowed } = policy;
  const organization = named(membership.organization);
  const reason: Reason = { by: 'organization', code: 'mfa_announced', organization, since, level };
  const requirement: Requirement = { level, allowed, maxAgeSeconds: null, address: 'any' };
  return { ...notConcerned, requiredStep: offerOf(context, requirement, reason) };
}
