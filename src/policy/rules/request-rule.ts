import type { Reason } from '../decision.ts';
import { factorKinds } from '../factors/factor-kinds.ts';
import type { Level, RequestFacts } from '../facts.ts';
import type { EvaluationContext } from './evaluation-context.ts';
import { offerOf } from './offer.ts';
import { notConcerned, satisfied, type Verdict } from './required-step.ts';
import { ableKinds, isReached, meet, type Requirement, waysToReach } from './requirement.ts';

/** Where nobody asks for a level: no authorization request is behind the decision. */
export const nothingRequested: RequestFacts = {
  voluntaryLevels: [],
  essentialLevels: null,
  declinedEnrollment: false,
};

/**
 * An essential `acr` claim: any one of its levels must be reached, by enrolling if need be.
 * Names that nobody knows can never be reached: `unmet_authentication_requirements`.
 * @see OpenID Connect Core 1.0 section 5.5.1.1
 */
export function essentialRule(whole: EvaluationContext): Verdict {
  const context = onDemand(whole);
  const { essentialLevels } = context.request;
  if (essentialLevels === null) return notConcerned;
  const level = lowest(essentialLevels);
  if (level === null) {
    const reasons: readonly Reason[] = [{ by: 'request', code: 'level_unreachable' }];
    return { ...notConcerned, requiredStep: { step: 'unmet', reasons } };
  }
  if (level === 1) return notConcerned;
  const requiredStep = meet(context, needOf(level), { reason: reasonOf(level), unreachable: 'unmet' });
  return requiredStep === null ? satisfied : { ...satisfied, requiredStep };
}

/** Voluntary `acr_values`: a factor that can reach one is asked, a new one is offered (ruling 31). */
export function voluntaryRule(context: EvaluationContext): Verdict {
  const level = lowest(context.request.voluntaryLevels);
  // At the token endpoint there is nobody to offer anything to.
  if (level === null || level === 1 || context.at === 'token') return notConcerned;
  const requirement = needOf(level);
  if (isReached(context, requirement)) return notConcerned;
  const wording = { reason: reasonOf(level), unreachable: 'unmet' } as const;
  const requiredStep =
    ableKinds(context, requirement).length > 0
      ? waysToReach(context, requirement, wording)
      : offerOf(context, requirement, wording.reason);
  return { ...notConcerned, requiredStep };
}

/** With what an essential level may have somebody set up. */
function onDemand(context: EvaluationContext): EvaluationContext {
  const { enrollableOnDemand: enrollable } = context.request;
  return enrollable === undefined ? context : { ...context, enrollable };
}

function needOf(level: Level): Requirement {
  return { level, allowed: factorKinds, maxAgeSeconds: null, address: 'any' };
}

function reasonOf(level: Level): Reason {
  return { by: 'request', code: 'level_required', level };
}

/** A higher level satisfies a lower request, so the lowest of several is the one to reach. */
function lowest(levels: readonly Level[]): Level | null {
  let found: Level | null = null;
  for (const level of levels) {
    if (found === null || level < found) found = level;
  }
  return found;
}
