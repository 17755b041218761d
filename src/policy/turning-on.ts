import type { EnforcementPolicy } from './facts.ts';
import { isLoosening } from './loosening.ts';
import { policyFromFields } from './policy-from-fields.ts';
import { presets } from './presets.ts';

/** The fields that say something of people of whom nothing is required: those with a factor, and those who set one up. */
type Unconditional = Pick<EnforcementPolicy, 'challenge' | 'sessionMaxDays' | 'enrollmentProof'>;

const offered: readonly Unconditional[] = Object.values(presets)
  .filter(({ required }) => required === 'everyone')
  .map((fields) => policyFromFields(fields, { activation: { kind: 'immediately' }, savedAt: 0 }));

/**
 * Whether a policy that is saved while nothing is required of anybody only turns enforcement on, which takes no second
 * factor (ruling 14). It may ask people with a factor as seldom as a preset does (T25), or as the policy before did, and
 * never accept less before a first enrolment.
 */
export function onlyTurnsOn(before: EnforcementPolicy, after: EnforcementPolicy): boolean {
  if (after.required !== 'everyone') return false;
  return [before, ...offered].some(
    ({ challenge, sessionMaxDays, enrollmentProof }) =>
      !isLoosening([{ ...after, challenge, sessionMaxDays, enrollmentProof }], after),
  );
}
