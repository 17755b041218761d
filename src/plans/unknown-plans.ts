import { type Plans, planNamed } from './plans.ts';

/** How many organizations are on a plan. */
export interface PlanCount {
  readonly plan: string;
  readonly organizations: number;
}

/** The plans that organizations are on and the configuration does not name: the operator has to know of them (ruling 27). */
export function unknownPlans(counts: readonly PlanCount[], plans: Plans<unknown>): readonly PlanCount[] {
  return counts.filter(({ plan }) => planNamed(plans, plan) === null);
}

/** What that means, in words for the operator. */
export function unknownPlanInWords({ plan, organizations }: PlanCount): string {
  const who = organizations === 1 ? '1 organization is' : `${organizations} organizations are`;
  return `${who} on the plan ${plan}, which the configuration does not name: what they require goes on, nothing new can be required`;
}
