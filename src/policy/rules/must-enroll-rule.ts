import type { Reason } from '../decision.ts';
import { factorKinds } from '../factors/factor-kinds.ts';
import { mustEnroll } from '../factors/factor-reach.ts';
import { demanding, notConcerned, type Verdict } from './demand.ts';
import { type Need, waysToReach } from './need.ts';
import type { Scene } from './scene.ts';

/** Any factor will do; where organizations accept some only, their own rules say so beside this one. */
const anyFactor: Need = { level: 2, allowed: factorKinds, maxAgeSeconds: null, address: 'any' };

/**
 * Ruling 35: a person with the mark sets up a factor before anything leaves, at every client and in every environment,
 * exempt or not, member of anything or not. Where nobody could be shown a proof for that, it is a no.
 */
export function mustEnrollRule(scene: Scene): Verdict {
  const { user } = scene;
  if (!mustEnroll(user)) return notConcerned;
  const reason: Reason = {
    by: 'own_factor',
    code: 'must_enroll',
    ...(user.mustEnrollSince == null ? {} : { since: user.mustEnrollSince }),
  };
  return demanding(waysToReach(scene, anyFactor, { reason, unreachable: 'deny' }));
}
