import type { Reason } from '../decision.ts';
import { factorKinds } from '../factors/factor-kinds.ts';
import type { ExtensionDemand, Level } from '../facts.ts';
import type { EvaluationContext } from './evaluation-context.ts';
import { notConcerned, satisfied, type Verdict } from './required-step.ts';
import { meet } from './requirement.ts';

/** What the client itself demands: a level, and how old its proof may be. No environment lifts it (ruling 8). */
export function clientRule(context: EvaluationContext): Verdict {
  const { requireLevel, requireMfaMaxAgeSeconds: maxAgeSeconds } = context.client;
  return levelRule(
    context,
    { level: requireLevel ?? 1, maxAgeSeconds },
    { by: 'client', code: 'level_required' },
  );
}

/** What one extension demands beside all others: it can only tighten. */
export function extensionRule(context: EvaluationContext, demand: ExtensionDemand): Verdict {
  const { level, mfaMaxAgeSeconds: maxAgeSeconds, name: extension } = demand;
  return levelRule(context, { level, maxAgeSeconds }, { by: 'extension', code: 'level_required', extension });
}

function levelRule(
  context: EvaluationContext,
  asked: { readonly level: Level; readonly maxAgeSeconds: number | null },
  wording: Reason,
): Verdict {
  const { maxAgeSeconds } = asked;
  // Only a second factor has an age, so an age asks for one.
  const level: Level = asked.level === 1 && maxAgeSeconds !== null ? 2 : asked.level;
  if (level === 1) return notConcerned;
  const requirement = { level, allowed: factorKinds, maxAgeSeconds, address: 'any' as const };
  const requiredStep = meet(context, requirement, { reason: { ...wording, level }, unreachable: 'unmet' });
  return requiredStep === null ? satisfied : { ...satisfied, requiredStep };
}
