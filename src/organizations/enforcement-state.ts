import type { CompleteEnforcementDocument } from '../policy/enforcement-document.ts';
import { activatedAt } from '../policy/policy-in-force.ts';
import { toDocument } from '../policy/policy-terms.ts';
import { presets } from '../policy/presets.ts';
import { Refusal } from '../refusal.ts';
import { mayEnforce, type Plans } from './next-enforcement.ts';
import type { Organization } from './organization.ts';

/** A policy with every field said, and whether it is in effect. Instants are ISO 8601 in UTC. */
export type EnforcementState = CompleteEnforcementDocument & {
  readonly state: 'off' | 'scheduled' | 'on';
  /** When it took or takes effect; null while nothing is required. */
  readonly effective_at: string | null;
  /** The announced instant; null for activations without one. */
  readonly deadline: string | null;
};

/**
 * @param context.requiredMembers how many members have the override `required`
 * @throws Refusal `invalid_policy` when what is stored cannot be read
 */
export function enforcementState(
  organization: Organization,
  context: { readonly plans: Plans; readonly requiredMembers: number },
  now: Date,
): EnforcementState {
  const { enforcement } = organization;
  if (enforcement === 'unreadable')
    throw new Refusal('invalid_policy', { list: ['enforcement: the stored policy cannot be read'] });
  const nothing = { effective_at: null, deadline: null };
  if (enforcement === null)
    return { ...presets['all-at-once'], required: 'nobody', state: 'off', ...nothing };
  const document = toDocument(enforcement);
  const isRequired = enforcement.required === 'everyone' || context.requiredMembers > 0;
  if (!isRequired || !mayEnforce(organization, context.plans, now)) {
    return { ...document, state: 'off', ...nothing };
  }
  const { activation } = enforcement;
  const startsAt = activatedAt(enforcement);
  return {
    ...document,
    state: startsAt <= now.getTime() ? 'on' : 'scheduled',
    effective_at: new Date(startsAt).toISOString(),
    deadline: activation.kind === 'deadline' ? new Date(activation.at).toISOString() : null,
  };
}
