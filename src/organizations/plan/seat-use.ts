import { type Plans, planNamed } from '../../plans/plans.ts';
import { mostSeatsOn, type SeatPlan, seatLimit, seatsWithoutLimit } from '../../plans/seats.ts';
import type { Stores } from '../../stores.ts';
import type { Organization } from '../core/organization.ts';

/** Seats of an organization as they are told: a member or a pending invitation has one (D19). */
export interface SeatUse {
  readonly used: number;
  readonly members: number;
  readonly invitations: number;
  /** Null: without a limit. */
  readonly total: number | null;
  readonly free: number | null;
  /** How many there can be on the plan; null: without a limit. */
  readonly most: number | null;
}

export async function seatUse(
  { invitations, seats }: Pick<Stores, 'invitations' | 'seats'>,
  { organization, plans }: { readonly organization: Organization; readonly plans: Plans<SeatPlan> },
  now: Date,
): Promise<SeatUse> {
  const used = await seats.inUse(organization.id, now);
  const pending = await invitations.count(organization.id, now);
  const total = seatsTold(seatLimit(organization, plans));
  return {
    used,
    members: used - pending,
    invitations: pending,
    total,
    free: total === null ? null : Math.max(0, total - used),
    most: seatsTold(mostSeatsOn(planNamed(plans, organization.plan), organization.seats)),
  };
}

/** A number of seats as people are told it; null: without a limit. */
export function seatsTold(seats: number): number | null {
  return seats >= seatsWithoutLimit ? null : seats;
}
