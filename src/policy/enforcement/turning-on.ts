import type { EnforcementPolicy } from '../facts.ts';
import { isLoosening } from './loosening.ts';
import { policyFromFields } from './policy-from-fields.ts';
import { presets } from './presets.ts';

/** How often those are asked who have a factor, as the presets for everyone say it. */
const offered: readonly EnforcementPolicy['challenge'][] = Object.values(presets)
  .filter(({ required }) => required === 'everyone')
  .map((fields) => policyFromFields(fields, { activation: { kind: 'immediately' }, savedAt: 0 }).challenge);

/**
 * Whether a policy that is saved while nothing is required of anybody only turns enforcement on, which takes no second
 * factor (ruling 14). It may ask people with a factor as seldom as a preset does (T25), or as the policy before did.
 * What stood before a first enrolment, before joining and for the life of sessions stands at least as it was: those who
 * had to show a ticket would else enrol by mail, and have the fresh factor that undoes the rest.
 */
export function onlyTurnsOn(before: EnforcementPolicy, after: EnforcementPolicy): boolean {
  if (after.required !== 'everyone') return false;
  const { enrollmentProof, joining, sessionMaxDays } = before;
  const kept = { enrollmentProof, joining, sessionMaxDays };
  return [before.challenge, ...offered].some(
    (challenge) => !isLoosening([{ ...after, ...kept, challenge }], after),
  );
}
