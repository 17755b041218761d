import { type EnforcingOrganization, organizationFacts } from '../../people/person-facts.ts';
import type { Plans } from '../../plans/plans.ts';
import type { CompleteEnforcementDocument } from '../../policy/enforcement/enforcement-document.ts';
import { activatedAt, livePolicies } from '../../policy/enforcement/policy-in-force.ts';
import { toDocument } from '../../policy/enforcement/policy-terms.ts';
import type { Organization } from '../core/organization.ts';
import { readablePolicy, savedPolicy } from '../core/saved-policy.ts';

/** A policy with all fields filled in, and whether it is in effect. Instants are ISO 8601 in UTC. */
export type EnforcementState = CompleteEnforcementDocument & {
  readonly state: EnforcementPhase;
  /** When it took or takes effect; null while nothing is required. */
  readonly effective_at: string | null;
  /** The announced instant; null for activations without one. */
  readonly deadline: string | null;
};

/** What of an organization is not in its row. */
export interface EnforcementContext {
  readonly plans: Plans;
  /** How many members have the override `required`. */
  readonly requiredMembers: number;
}

/**
 * The policy that an organization saved last; preset `chosen-people` where it saved none.
 * @throws Refusal `invalid_policy` when what is stored cannot be read
 */
export function enforcementState(
  organization: Organization,
  context: EnforcementContext,
  now: Date,
): EnforcementState {
  const policy = readablePolicy(organization);
  const document = toDocument(policy);
  const state = enforcementPhase(organization, context, now);
  if (state === 'off') return { ...document, state, effective_at: null, deadline: null };
  const { activation } = policy;
  return {
    ...document,
    state,
    effective_at: new Date(activatedAt(policy)).toISOString(),
    deadline: activation.kind === 'deadline' ? new Date(activation.at).toISOString() : null,
  };
}

export type EnforcementPhase = 'off' | 'scheduled' | 'on';

/** Whether the policy saved last is in effect. One that cannot be read denies, so it is. */
export function enforcementPhase(
  organization: EnforcingOrganization,
  context: EnforcementContext,
  now: Date,
): EnforcementPhase {
  if (!isAnybodyRequired(organization, context, now)) return 'off';
  const policy = savedPolicy(organization);
  const isOn = policy === 'unreadable' || activatedAt(policy) <= now.getTime();
  return isOn ? 'on' : 'scheduled';
}

/**
 * Whether MFA is required of anybody: of all by the policy saved last, or by an older one until that takes effect; or of
 * members who were chosen one by one.
 */
export function isAnybodyRequired(
  organization: EnforcingOrganization,
  { plans, requiredMembers }: EnforcementContext,
  now: Date,
): boolean {
  const facts = organizationFacts({ organization, managesUser: false }, plans, now);
  if (!facts.mayEnforce) return false;
  // What cannot be read lets nobody in.
  if (facts.policies === null || requiredMembers > 0) return true;
  return livePolicies(facts, now.getTime()).some(({ required }) => required === 'everyone');
}
