import type { Reason } from '../decision.ts';
import { factorKinds } from '../factors/factor-kinds.ts';
import type { ExtensionDemand, Level } from '../facts.ts';
import { notConcerned, satisfied, type Verdict } from './demand.ts';
import { meet } from './need.ts';
import type { Scene } from './scene.ts';

/** What the client itself demands: a level, and how old its proof may be. No environment lifts it (ruling 8). */
export function clientRule(scene: Scene): Verdict {
  const { requireLevel, requireMfaMaxAgeSeconds: maxAgeSeconds } = scene.client;
  return levelRule(
    scene,
    { level: requireLevel ?? 1, maxAgeSeconds },
    { by: 'client', code: 'level_required' },
  );
}

/** What one extension demands beside all others: it can only tighten. */
export function extensionRule(scene: Scene, demand: ExtensionDemand): Verdict {
  const { level, mfaMaxAgeSeconds: maxAgeSeconds, name: extension } = demand;
  return levelRule(scene, { level, maxAgeSeconds }, { by: 'extension', code: 'level_required', extension });
}

function levelRule(
  scene: Scene,
  asked: { readonly level: Level; readonly maxAgeSeconds: number | null },
  wording: Reason,
): Verdict {
  const { maxAgeSeconds } = asked;
  // Only a second factor has an age, so an age asks for one.
  const level: Level = asked.level === 1 && maxAgeSeconds !== null ? 2 : asked.level;
  if (level === 1) return notConcerned;
  const need = { level, allowed: factorKinds, maxAgeSeconds, address: 'any' as const };
  const demand = meet(scene, need, { reason: { ...wording, level }, unreachable: 'unmet' });
  return demand === null ? satisfied : { ...satisfied, demand };
}
