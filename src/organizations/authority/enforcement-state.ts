import { organizationFacts } from '../../people/person-facts.ts';
import type { Plans } from '../../plans/plans.ts';
import type { CompleteEnforcementDocument } from '../../policy/enforcement/enforcement-document.ts';
import { activatedAt, livePolicies } from '../../policy/enforcement/policy-in-force.ts';
import { toDocument } from '../../policy/enforcement/policy-terms.ts';
import type { Organization } from '../core/organization.ts';
import { readablePolicy } from '../core/saved-policy.ts';

/** A policy with all fields filled in, and whether it is in effect. Instants are ISO 8601 in UTC. */
export type EnforcementState = CompleteEnforcementDocument & {
  readonly state: 'off' | 'scheduled' | 'on';
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
  if (!isAnybodyRequired(organization, context, now))
    return { ...document, state: 'off', effective_at: null, deadline: null };
  const { activation } = policy;
  const startsAt = activatedAt(policy);
  return {
    ...document,
    state: startsAt <= now.getTime() ? 'on' : 'scheduled',
    effective_at: new Date(startsAt).toISOString(),
    deadline: activation.kind === 'deadline' ? new Date(activation.at).toISOString() : null,
  };
}

/**
 * Whether MFA is required of anybody: of all by the policy saved last, or by an older one until that takes effect; or of
 * members who were chosen one by one.
 */
export function isAnybodyRequired(
  organization: Organization,
  { plans, requiredMembers }: EnforcementContext,
  now: Date,
): boolean {
  const facts = organizationFacts({ organization, managesUser: false }, plans, now);
  if (!facts.mayEnforce) return false;
  // What cannot be read lets nobody in.
  if (facts.policies === null || requiredMembers > 0) return true;
  return livePolicies(facts, now.getTime()).some(({ required }) => required === 'everyone');
}
