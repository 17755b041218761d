import type { Reason } from '../decision.ts';
import { hasKnowledge, lastFactorAt, levelOf, levelProvenAt } from '../factors/amr.ts';
import { confirmedKinds, countedProofs, kindsReaching } from '../factors/factor-reach.ts';
import type { FactorKind, Level } from '../facts.ts';
import { mailboxDoubts, proofBeforeEnrollment } from './enrollment-proof.ts';
import type { EvaluationContext } from './evaluation-context.ts';
import type { RequiredStep } from './required-step.ts';

/** How old the proof of an existing factor may be when another is added without asking again. */
export const factorProofMaxAgeSeconds = 15 * 60;

/** What a rule asks of the proofs of a session. */
export interface Requirement {
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

/** The step for a requirement that the session does not meet, null when it does. */
export function meet(
  context: EvaluationContext,
  requirement: Requirement,
  wording: Wording,
): RequiredStep | null {
  const code = failureOf(context, requirement, wording);
  if (code === null) return null;
  return waysToReach(context, requirement, { ...wording, reason: { ...wording.reason, code } });
}

/** Whether the session reaches the level with factors that count, however old the proof is. */
export function isReached(
  context: Pick<EvaluationContext, 'session'>,
  requirement: Pick<Requirement, 'level' | 'allowed'>,
): boolean {
  return levelOf(countedProofs(context.session.proofs, requirement.allowed)) >= requirement.level;
}

/** Kinds of the user's confirmed factors that count and can reach the level. */
export function ableKinds(
  context: EvaluationContext,
  requirement: Pick<Requirement, 'level' | 'allowed'>,
): readonly FactorKind[] {
  return kindsReaching(requirement.level, confirmedKinds(context.user)).filter((kind) =>
    requirement.allowed.includes(kind),
  );
}

/** Kinds that could be enrolled here, count, and can reach the level. */
export function enrollableKinds(
  context: EvaluationContext,
  requirement: Pick<Requirement, 'level' | 'allowed'>,
): readonly FactorKind[] {
  return kindsReaching(requirement.level, context.enrollable).filter((kind) =>
    requirement.allowed.includes(kind),
  );
}

/** The step that leads to a level: the password, a factor they have, one they prove first, or a new one. */
export function waysToReach(
  context: EvaluationContext,
  requirement: Requirement,
  wording: Wording,
): RequiredStep {
  const reasons = [wording.reason];
  // Two possessions never make two kinds: a key without user verification needs the password beside it.
  if (!hasKnowledge(context.session.proofs)) return { step: 'sign_in', reasons };
  const able = ableKinds(context, requirement);
  const hasRecoveryCodes = context.user.recoveryCodesLeft > 0;
  if (able.length > 0) {
    return {
      step: 'challenge',
      factors: able,
      recoveryCode: hasRecoveryCodes && requirement.level <= 2,
      reasons,
    };
  }
  const factors = enrollableKinds(context, requirement);
  if (factors.length === 0) {
    return { step: wording.unreachable, reasons: [{ ...wording.reason, code: 'level_unreachable' }] };
  }
  // Ruling 3: who has a confirmed factor, even a disallowed one, proves it before adding another.
  const confirmed = confirmedKinds(context.user);
  if (confirmed.length > 0 && !hasFreshFactorProof(context)) {
    return { step: 'challenge', factors: confirmed, recoveryCode: hasRecoveryCodes, reasons };
  }
  const { user, memberships, now } = context;
  const proof = proofBeforeEnrollment(user, memberships, now);
  const explained = [...reasons, ...mailboxDoubts(user, memberships, now)];
  // Tickets come from organizations: who is in none cannot get one, and is told so instead of the application.
  if (proof === 'ticket' && memberships.length === 0) return { step: 'deny', reasons: explained };
  return { step: 'enroll', proof, factors, declinable: false, reasons: explained };
}

function failureOf(
  context: EvaluationContext,
  requirement: Requirement,
  wording: Wording,
): Reason['code'] | null {
  const proofs = countedProofs(context.session.proofs, requirement.allowed);
  if (levelOf(proofs) < requirement.level) return wording.reason.code;
  // How often a proof is asked again binds at the authorization endpoint alone.
  if (context.at === 'token') return null;
  const provenAt = levelProvenAt(proofs, requirement.level);
  if (provenAt === null) return null;
  if (requirement.maxAgeSeconds !== null && context.now - provenAt > requirement.maxAgeSeconds * 1000)
    return 'mfa_too_old';
  return requirement.address === 'known' && !context.session.sameAddress ? 'new_address' : null;
}

function hasFreshFactorProof(context: EvaluationContext): boolean {
  const provenAt = lastFactorAt(context.session.proofs);
  return provenAt !== null && context.now - provenAt < factorProofMaxAgeSeconds * 1000;
}
