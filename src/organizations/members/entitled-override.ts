import { type Entitlement, entitlementOf, planRefusal } from '../../plans/entitlement.ts';
import type { Override } from '../../policy/facts.ts';
import type { OrganizationAt } from '../core/organization-at.ts';

/** Under which entitlements, beside `allowed`, an override may be given to somebody who has another one. */
const allowing: Readonly<Record<Override, readonly Entitlement[]>> = {
  inherit: ['unknown_plan', 'not_allowed', 'trial_ended'],
  exempt: ['unknown_plan'],
  required: [],
};

/**
 * D1: choosing or exempting a member takes a plan that allows enforcement, taking it back does not; and under a plan that
 * nobody knows any more nobody else is chosen (ruling 27).
 * @throws Refusal `plan_without_enforcement`
 */
export function requireEntitledOverride(
  { organization, plans, now }: OrganizationAt,
  override: Override,
): void {
  const entitlement = entitlementOf(organization, plans, now);
  if (entitlement === 'allowed' || allowing[override].includes(entitlement)) return;
  throw planRefusal(organization, entitlement);
}
