import type { Reason } from '../decision.ts';
import { factorKinds } from '../factors/factor-kinds.ts';
import type { Level } from '../facts.ts';
import { type Demand, notConcerned, satisfied, type Verdict } from './demand.ts';
import { mailboxDoubts, proofBeforeEnrollment } from './enrollment-proof.ts';
import { ableKinds, enrollableKinds, isReached, meet, type Need, waysToReach } from './need.ts';
import type { Scene } from './scene.ts';

/**
 * An essential `acr` claim: any one of its levels must be reached, by enrolling if need be.
 * Names that nobody knows can never be reached: `unmet_authentication_requirements`.
 * @see OpenID Connect Core 1.0 section 5.5.1.1
 */
export function essentialRule(whole: Scene): Verdict {
  const scene = onRequest(whole);
  const { essentialLevels } = scene.request;
  if (essentialLevels === null) return notConcerned;
  const level = lowest(essentialLevels);
  if (level === null) {
    const reasons: readonly Reason[] = [{ by: 'request', code: 'level_unreachable' }];
    return { ...notConcerned, demand: { step: 'unmet', reasons } };
  }
  if (level === 1) return notConcerned;
  const demand = meet(scene, needOf(level), { reason: reasonOf(level), unreachable: 'unmet' });
  return demand === null ? satisfied : { ...satisfied, demand };
}

/** Voluntary `acr_values`: a factor that can reach one is asked, a new one is offered and may be declined. */
export function voluntaryRule(whole: Scene): Verdict {
  const scene = onRequest(whole);
  const level = lowest(scene.request.voluntaryLevels);
  // At the token endpoint there is nobody to offer anything to.
  if (level === null || level === 1 || scene.at === 'token') return notConcerned;
  const need = needOf(level);
  return isReached(scene, need) ? notConcerned : { ...notConcerned, demand: offerOf(scene, need) };
}

/** With what a request may have somebody set up. */
function onRequest(scene: Scene): Scene {
  const { enrollable } = scene.request;
  return enrollable === undefined ? scene : { ...scene, enrollable };
}

function offerOf(scene: Scene, need: Need): Demand | null {
  const reason = reasonOf(need.level);
  if (ableKinds(scene, need).length > 0) return waysToReach(scene, need, { reason, unreachable: 'unmet' });
  const factors = enrollableKinds(scene, need);
  if (scene.request.declinedEnrollment || factors.length === 0) return null;
  // The proof comes after the person said yes: an offer alone is no ground to ask for a code.
  const { user, memberships, now } = scene;
  const proof = proofBeforeEnrollment(user, memberships, now);
  // Nobody could take up an offer that needs a ticket of an organization.
  if (proof === 'ticket' && memberships.length === 0) return null;
  const reasons = [reason, ...mailboxDoubts(user, memberships, now)];
  return { step: 'enroll', proof, factors, declinable: true, reasons };
}

function needOf(level: Level): Need {
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
