import type { Reason } from '../decision.ts';
import { factorKinds } from '../factors/factor-kinds.ts';
import type { Level, RequestFacts } from '../facts.ts';
import { mailboxDoubts, proofBeforeEnrollment } from './enrollment-proof.ts';
import type { EvaluationContext } from './evaluation-context.ts';
import { notConcerned, type RequiredStep, satisfied, type Verdict } from './required-step.ts';
import { ableKinds, enrollableKinds, isReached, meet, type Requirement, waysToReach } from './requirement.ts';

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
  const context = onRequest(whole);
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

/** Voluntary `acr_values`: a factor that can reach one is asked, a new one is offered and may be declined. */
export function voluntaryRule(whole: EvaluationContext): Verdict {
  const context = onRequest(whole);
  const level = lowest(context.request.voluntaryLevels);
  // At the token endpoint there is nobody to offer anything to.
  if (level === null || level === 1 || context.at === 'token') return notConcerned;
  const requirement = needOf(level);
  return isReached(context, requirement)
    ? notConcerned
    : { ...notConcerned, requiredStep: offerOf(context, requirement) };
}

/** With what a request may have somebody set up. */
function onRequest(context: EvaluationContext): EvaluationContext {
  const { enrollable } = context.request;
  return enrollable === undefined ? context : { ...context, enrollable };
}

function offerOf(context: EvaluationContext, requirement: Requirement): RequiredStep | null {
  const reason = reasonOf(requirement.level);
  if (ableKinds(context, requirement).length > 0)
    return waysToReach(context, requirement, { reason, unreachable: 'unmet' });
  const factors = enrollableKinds(context, requirement);
  if (context.request.declinedEnrollment || factors.length === 0) return null;
  // The proof comes after the person said yes: an offer alone is no ground to ask for a code.
  const { user, memberships, now } = context;
  const proof = proofBeforeEnrollment(user, memberships, now);
  // Nobody could take up an offer that needs a ticket of an organization.
  if (proof === 'ticket' && memberships.length === 0) return null;
  const reasons = [reason, ...mailboxDoubts(user, memberships, now)];
  return { step: 'enroll', proof, factors, declinable: true, reasons };
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
