import type { Reason } from '../decision.ts';
import { factorKinds } from '../factors/factor-kinds.ts';
import { mustEnroll } from '../factors/factor-reach.ts';
import type { EvaluationContext } from './evaluation-context.ts';
import { notConcerned, requiring, type Verdict } from './required-step.ts';
import { type Requirement, waysToReach } from './requirement.ts';

/** Any factor will do; where organizations accept some only, their own rules say so beside this one. */
const anyFactor: Requirement = { level: 2, allowed: factorKinds, maxAgeSeconds: null, address: 'any' };

/**
 * Ruling 35: a person with the mark sets up a factor before anything leaves, at every client and in every environment,
 * exempt or not, member of anything or not. Where nobody could be shown a proof for that, it is a no.
 */
export function mustEnrollRule(context: EvaluationContext): Verdict {
  const { user } = context;
  if (!mustEnroll(user)) return notConcerned;
  const reason: Reason = {
    by: 'own_factor',
    code: 'must_enroll',
    ...(user.mustEnrollSince == null ? {} : { since: user.mustEnrollSince }),
  };
  return requiring(waysToReach(context, anyFactor, { reason, unreachable: 'deny' }));
}
