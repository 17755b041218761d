import { Refusal } from '../refusal/refusal.ts';
import { type Plans, planNamed } from './plans.ts';

/** What of an organization says whether it may enforce. */
export interface Subscription {
  readonly plan: string;
  /** When its trial ends; null: it has none. */
  readonly trialEndsAt: Date | null;
}

/**
 * Whether an organization may enforce MFA now (ruling 27).
 * `unknown_plan`: the configuration does not name its plan any more, so nobody knows.
 */
export type Entitlement = 'allowed' | 'not_allowed' | 'trial_ended' | 'unknown_plan';

/**
 * The one rule of entitlement. A trial that has ended took it away whatever a job did and whatever the plan is called:
 * its end is a stored fact.
 */
export function entitlementOf({ plan, trialEndsAt }: Subscription, plans: Plans, now: Date): Entitlement {
  if (trialEndsAt !== null && trialEndsAt <= now) return 'trial_ended';
  const terms = planNamed(plans, plan);
  if (terms === null) return 'unknown_plan';
  return terms.enforcement ? 'allowed' : 'not_allowed';
}

/**
 * Whether what is enforced goes on binding, and may be changed and taken back. A plan that nobody knows any more lifts
 * nothing, lapses nothing and forbids nothing that stands.
 */
export function keepsEnforcing(entitlement: Entitlement): entitlement is 'allowed' | 'unknown_plan' {
  return entitlement === 'allowed' || entitlement === 'unknown_plan';
}

/** Whether it may be asked of people of whom it was not asked before: turned on, or required of one more member. */
export function mayEnforceMore(entitlement: Entitlement): entitlement is 'allowed' {
  return entitlement === 'allowed';
}

type Refusing = Exclude<Entitlement, 'allowed'>;

/** The refusal of what the plan does not allow, with the reason in words. */
export function planRefusal({ plan }: Subscription, entitlement: Refusing): Refusal {
  return new Refusal('plan_without_enforcement', { reason: reasons[entitlement](plan) });
}

const reasons: Readonly<Record<Refusing, (plan: string) => string>> = {
  not_allowed: (plan) => `the plan ${plan} of this organization cannot require a second factor`,
  trial_ended: (plan) => `the trial of this organization on the plan ${plan} has ended`,
  unknown_plan: (plan) =>
    `the plan ${plan} of this organization is not in the configuration: what is required goes on, nothing new can be`,
};
