import type { Plan } from '../config/plans.ts';
import type { Organization } from '../organizations/core/organization.ts';
import { Refusal } from '../refusal/refusal.ts';
import type { Stores } from '../stores.ts';
import { type Plans, planNamed } from './plans.ts';

/** What a plan says about seats. */
export type SeatPlan = Pick<Plan, 'seatsIncluded' | 'seatsCanBeAdded'>;

export type SeatPlans = Plans<SeatPlan>;

/** Seats of an organization on a plan without a limit, where nobody names a number. */
export const seatsWithoutLimit = 10_000_000;

/** A number of seats as it is shown; null: there is no limit. */
export function shownSeats(seats: number): number | null {
  return seats >= seatsWithoutLimit ? null : seats;
}

/**
 * How many members and pending invitations an organization may have. A plan that has become smaller counts at once, even
 * where more seats were stored for it; it removes nobody (ruling 20).
 */
export function seatLimit({ plan, seats }: Pick<Organization, 'plan' | 'seats'>, plans: SeatPlans): number {
  return Math.min(seats, mostSeatsOn(planNamed(plans, plan), seats));
}

/**
 * The seats that an organization has after its plan was changed; bought ones stay where the new plan has such.
 * @param before null: the configuration does not name it any more
 */
export function seatsOnPlan(seats: number, before: SeatPlan | null, after: SeatPlan): number {
  if (after.seatsIncluded === null) return seatsWithoutLimit;
  const wasLimited = before === null ? seats < seatsWithoutLimit : before.seatsIncluded !== null;
  return after.seatsCanBeAdded && wasLimited ? Math.max(seats, after.seatsIncluded) : after.seatsIncluded;
}

/** @throws Refusal `no_free_seat` where the plan does not have so many, nor lets seats be added */
export function requireSeatsOnPlan(organization: Organization, seats: number, plans: SeatPlans): void {
  const most = mostSeatsOn(planNamed(plans, organization.plan), organization.seats);
  if (seats <= most) return;
  throw new Refusal('no_free_seat', { reason: `the plan ${organization.plan} has ${most} seats` });
}

/** Where one more seat is to be taken, and when. */
export interface WantedSeat {
  readonly organization: Pick<Organization, 'id' | 'plan' | 'seats'>;
  readonly plans: SeatPlans;
  readonly now: Date;
}

/**
 * Under the lock of the organization: nobody takes a seat between this and what takes it.
 * @throws Refusal `no_free_seat`
 */
export async function requireFreeSeat(
  { seats }: Pick<Stores, 'seats'>,
  { organization, plans, now }: WantedSeat,
): Promise<void> {
  const limit = seatLimit(organization, plans);
  const used = await seats.inUse(organization.id, now);
  if (used < limit) return;
  throw new Refusal('no_free_seat', { reason: `${used} of ${limit} seats are in use` });
}

/** The most seats on a plan. One that the configuration does not know any more neither takes seats away nor adds any. */
export function mostSeatsOn(plan: SeatPlan | null, present: number): number {
  if (plan === null) return present;
  return plan.seatsIncluded === null || plan.seatsCanBeAdded ? seatsWithoutLimit : plan.seatsIncluded;
}
