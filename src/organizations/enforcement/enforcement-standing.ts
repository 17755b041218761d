import { organizationFacts } from '../../people/person-facts.ts';
import { type Entitlement, entitlementOf } from '../../plans/entitlement.ts';
import type { CompleteEnforcementDocument } from '../../policy/enforcement/enforcement-document.ts';
import { activatedAt, policyInForce } from '../../policy/enforcement/policy-in-force.ts';
import { toDocument } from '../../policy/enforcement/policy-terms.ts';
import type { EnforcementDocument } from '../../policy/enforcement/resolve-policy.ts';
import type { EnforcementPolicy } from '../../policy/facts.ts';
import type { OrganizationAt } from '../core/organization-at.ts';
import { readablePolicy } from '../core/saved-policy.ts';

/**
 * How enforcement stands. `off`: nothing is required of anybody but of those who were chosen; `scheduled`: it will be, at an
 * instant to come; `on`; `changing`: it is, and other terms were announced.
 */
export type StandingPhase = 'off' | 'scheduled' | 'on' | 'changing';

export interface EnforcementStanding {
  readonly entitlement: Entitlement;
  readonly phase: StandingPhase;
  /** Saved last, in effect or only announced. */
  readonly saved: EnforcementPolicy;
  /** Of those who sign in now. */
  readonly inForce: EnforcementPolicy;
}

/** @throws Refusal `invalid_policy` when what is stored cannot be read */
export function enforcementStanding({ organization, plans, now }: OrganizationAt): EnforcementStanding {
  const saved = readablePolicy(organization);
  const facts = organizationFacts({ organization, managesUser: false }, plans, now);
  const inForce = policyInForce(facts, now.getTime(), now.getTime()) ?? saved;
  return {
    entitlement: entitlementOf(organization, plans, now),
    phase: facts.mayEnforce ? phaseOf(saved, inForce, now) : 'off',
    saved,
    inForce,
  };
}

function phaseOf(saved: EnforcementPolicy, inForce: EnforcementPolicy, now: Date): StandingPhase {
  const isAhead = activatedAt(saved) > now.getTime();
  if (inForce.required === 'everyone') return isAhead ? 'changing' : 'on';
  return isAhead && saved.required === 'everyone' ? 'scheduled' : 'off';
}

/** Taking back what was announced last, or, where nothing is announced, the requirement itself (M9). */
export interface Withdrawal {
  readonly kind: 'cancel' | 'revoke';
  readonly document: EnforcementDocument;
}

/**
 * What would be saved to take enforcement back; null where there is nothing to take back. What is announced gives way to
 * what binds now; else everything stays as it is but that nobody is required any more: overrides and factors are no part of
 * it (M10).
 */
export function withdrawalOf({ phase, inForce }: EnforcementStanding): Withdrawal | null {
  if (phase === 'off') return null;
  if (phase === 'on') return { kind: 'revoke', document: { required: 'nobody' } };
  return { kind: 'cancel', document: withoutPreset(toDocument(inForce)) };
}

/** The values count, not the word `tonight`, which would mean another night. */
function withoutPreset({ preset: _, ...fields }: CompleteEnforcementDocument): EnforcementDocument {
  return fields;
}
