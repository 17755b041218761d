import type { Plan } from '../../config/plans.ts';
import { entitlementOf, mayEnforceMore } from '../../plans/entitlement.ts';
import type { Plans } from '../../plans/plans.ts';
import { seatLimit } from '../../plans/seats.ts';
import type { Stores } from '../../stores.ts';
import { isAnybodyRequired } from '../authority/enforcement-state.ts';
import type { Organization } from '../core/organization.ts';
import { onPlan } from './set-plan.ts';

/** One thing that an organization has and another plan does not allow. */
export interface Incompatibility {
  /** `seats_below_use`: more are in use than there would be. `plan_without_enforcement`: it would be switched off. */
  readonly code: 'seats_below_use' | 'plan_without_enforcement';
  /** E-mails: of whoever takes a seat; of those who are required one by one. */
  readonly list: readonly string[];
}

export interface PlanPreview {
  readonly plan: string;
  readonly seats: number;
  readonly seatsInUse: number;
  readonly enforcementAllowed: boolean;
  readonly incompatible: readonly Incompatibility[];
}

/** What another plan would not allow any more (D25). @param asked.plan a name that `plans` has */
export async function previewPlan(
  stores: Pick<Stores, 'members' | 'seats'>,
  asked: { readonly organization: Organization; readonly plan: string; readonly plans: Plans<Plan> },
  now: Date,
): Promise<PlanPreview> {
  const { organization, plan, plans } = asked;
  const after = onPlan(organization, { plan, trialEndsAt: undefined }, plans);
  const seats = seatLimit(after, plans);
  const seatsInUse = await stores.seats.inUse(organization.id, now);
  const enforcementAllowed = mayEnforceMore(entitlementOf(after, plans, now));
  const incompatible: Incompatibility[] = [];
  if (seatsInUse > seats) {
    const { members, invitations } = await stores.seats.holders(organization.id, now);
    incompatible.push({ code: 'seats_below_use', list: [...members, ...invitations] });
  }
  const required = await stores.members.required(organization.id);
  const isEnforced = isAnybodyRequired(organization, { plans, requiredMembers: required.length }, now);
  if (isEnforced && !enforcementAllowed)
    incompatible.push({ code: 'plan_without_enforcement', list: required });
  return { plan, seats, seatsInUse, enforcementAllowed, incompatible };
}
