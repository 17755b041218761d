import type { Reason } from '../decision.ts';
import { hasKnowledge, lastFactorAt, levelOf, levelProvenAt } from '../factors/amr.ts';
import { confirmedKinds, countedProofs, kindsReaching } from '../factors/factor-reach.ts';
import type { FactorKind, Level } from '../facts.ts';
import type { Demand } from './demand.ts';
import { mailboxDoubts, proofBeforeEnrollment } from './enrollment-proof.ts';
import type { Scene } from './scene.ts';

/** How old the proof of an existing factor may be when another is added without asking again. */
export const factorProofMaxAgeSeconds = 15 * 60;

/** What a rule asks of the proofs of a session. */
export interface Need {
  readonly level: Level;
  /** Kinds of factor that count; recovery codes count up to level 2. */
  readonly allowed: readonly FactorKind[];
  /** Oldest acceptable proof in seconds; asked at the authorization endpoint only. */
  readonly maxAgeSeconds: number | null;
  /** `known`: the request must come from the address of the last proof. */
  readonly address: 'any' | 'known';
}

/** How a rule words its "no". */
export interface Wording {
  /** The reason when the level was not reached. */
  readonly reason: Reason;
  /** What follows when no factor, enrolled or new, can reach the level. */
  readonly unreachable: 'deny' | 'unmet';
}

/** The demand of a need that the session does not meet, null when it does. */
export function meet(scene: Scene, need: Need, wording: Wording): Demand | null {
  const code = failureOf(scene, need, wording);
  if (code === null) return null;
  return waysToReach(scene, need, { ...wording, reason: { ...wording.reason, code } });
}

/** Whether the session reaches the level with factors that count, however old the proof is. */
export function isReached(scene: Pick<Scene, 'session'>, need: Pick<Need, 'level' | 'allowed'>): boolean {
  return levelOf(countedProofs(scene.session.proofs, need.allowed)) >= need.level;
}

/** Kinds of the user's confirmed factors that count and can reach the level. */
export function ableKinds(scene: Scene, need: Pick<Need, 'level' | 'allowed'>): readonly FactorKind[] {
  return kindsReaching(need.level, confirmedKinds(scene.user)).filter((kind) => need.allowed.includes(kind));
}

/** Kinds that could be enrolled here, count, and can reach the level. */
export function enrollableKinds(scene: Scene, need: Pick<Need, 'level' | 'allowed'>): readonly FactorKind[] {
  return kindsReaching(need.level, scene.enrollable).filter((kind) => need.allowed.includes(kind));
}

/** The step that leads to a level: the password, a factor they have, one they prove first, or a new one. */
export function waysToReach(scene: Scene, need: Need, wording: Wording): Demand {
  const reasons = [wording.reason];
  // Two possessions never make two kinds: a key without user verification needs the password beside it.
  if (!hasKnowledge(scene.session.proofs)) return { step: 'sign_in', reasons };
  const able = ableKinds(scene, need);
  const hasRecoveryCodes = scene.user.recoveryCodesLeft > 0;
  if (able.length > 0) {
    return { step: 'challenge', factors: able, recoveryCode: hasRecoveryCodes && need.level <= 2, reasons };
  }
  const factors = enrollableKinds(scene, need);
  if (factors.length === 0) {
    return { step: wording.unreachable, reasons: [{ ...wording.reason, code: 'level_unreachable' }] };
  }
  // Ruling 3: who has a confirmed factor, even a disallowed one, proves it before adding another.
  const confirmed = confirmedKinds(scene.user);
  if (confirmed.length > 0 && !hasFreshFactorProof(scene)) {
    return { step: 'challenge', factors: confirmed, recoveryCode: hasRecoveryCodes, reasons };
  }
  const { user, memberships, now } = scene;
  const proof = proofBeforeEnrollment(user, memberships, now);
  const explained = [...reasons, ...mailboxDoubts(user, memberships, now)];
  // Tickets come from organizations: who is in none cannot get one, and is told so instead of the application.
  if (proof === 'ticket' && memberships.length === 0) return { step: 'deny', reasons: explained };
  return { step: 'enroll', proof, factors, declinable: false, reasons: explained };
}

function failureOf(scene: Scene, need: Need, wording: Wording): Reason['code'] | null {
  const proofs = countedProofs(scene.session.proofs, need.allowed);
  if (levelOf(proofs) < need.level) return wording.reason.code;
  // How often a proof is asked again binds at the authorization endpoint alone.
  if (scene.at === 'token') return null;
  const provenAt = levelProvenAt(proofs, need.level);
  if (provenAt === null) return null;
  if (need.maxAgeSeconds !== null && scene.now - provenAt > need.maxAgeSeconds * 1000) return 'mfa_too_old';
  return need.address === 'known' && !scene.session.sameAddress ? 'new_address' : null;
}

function hasFreshFactorProof(scene: Scene): boolean {
  const provenAt = lastFactorAt(scene.session.proofs);
  return provenAt !== null && scene.now - provenAt < factorProofMaxAgeSeconds * 1000;
}
