import type { Reason } from '../decision.ts';
import type { EvaluationContext } from './evaluation-context.ts';
import type { RequiredStep } from './required-step.ts';
import { type Requirement, waysToReach } from './requirement.ts';

/**
 * The set-up that would reach a level, to be declined at will (ruling 31). It takes the very proof that a required one
 * takes (ruling 3). Null where nothing may be offered, or nobody could take it up.
 * @param requirement that no factor of the person can reach
 */
export function offerOf(
  context: EvaluationContext,
  requirement: Requirement,
  reason: Reason,
): RequiredStep | null {
  if (context.request.declinedEnrollment) return null;
  const step = waysToReach(context, requirement, { reason, unreachable: 'unmet' });
  return step.step === 'enroll' || step.step === 'challenge' ? { ...step, declinable: true } : null;
}
