import { type SeatUse, seatUse } from '../../../organizations/plan/seat-use.ts';
import { type Entitlement, entitlementOf } from '../../../plans/entitlement.ts';
import { planNamed } from '../../../plans/plans.ts';
import type { Instant } from '../../../policy/facts.ts';
import type { Visit } from '../../areas/area-page.ts';

/** What the plan of an organization entitles to. */
export interface PlanCard {
  readonly name: string;
  readonly seats: SeatUse;
  /** Of the seats those that come with the plan; null: it has no limit, or is not in the configuration any more. */
  readonly seatsIncluded: number | null;
  readonly entitlement: Entitlement;
  readonly trialEndsAt: Instant | null;
}

export async function planCard({ deps, now, ...visit }: Visit): Promise<PlanCard> {
  const { organization } = visit.administered();
  const { db, plans } = deps.operations;
  return {
    name: organization.plan,
    seats: await seatUse(db, { organization, plans }, now),
    seatsIncluded: planNamed(plans, organization.plan)?.seatsIncluded ?? null,
    entitlement: entitlementOf(organization, plans, now),
    trialEndsAt: organization.trialEndsAt?.getTime() ?? null,
  };
}
