import type { EnforcementPolicy, Instant } from '../facts.ts';
import { policyFromFields } from './policy-from-fields.ts';
import { presets } from './presets.ts';

const terms = policyFromFields(presets['chosen-people'], {
  activation: { kind: 'next_sign_in' },
  savedAt: 0,
});

/**
 * The policy of an organization that has saved none: preset `chosen-people`, as if it had been saved when the
 * organization was created. So nobody is required until somebody is chosen, and whoever is chosen is bound.
 */
export function defaultPolicy(createdAt: Instant): EnforcementPolicy {
  return { ...terms, savedAt: createdAt };
}
