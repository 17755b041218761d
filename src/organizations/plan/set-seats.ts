import type { Plans } from '../../plans/plans.ts';
import { requireSeatsOnPlan, type SeatPlans } from '../../plans/seats.ts';
import { Refusal } from '../../refusal/refusal.ts';
import type { Db, Stores } from '../../stores.ts';
import { requireMfaOverMembers } from '../authority/mfa-over-members.ts';
import type { AdminContext } from '../core/admin-context.ts';
import { lockAsSeen, type SeenOrganization } from '../core/lock-organization.ts';
import type { Organization } from '../core/organization.ts';

export interface SeatsChange extends SeenOrganization {
  readonly seats: number;
}

/**
 * Sets how many seats an organization has (D20, D21).
 * @throws Refusal `not_found`, `stale_version`, `mfa_required` to take seats away as ruling 26 says, `no_free_seat` beyond
 *   the plan, `seats_below_use` with the e-mails of all members and pending invitations
 */
export async function setSeats(
  deps: { readonly db: Db; readonly plans: SeatPlans & Plans },
  acting: AdminContext,
  { organizationId, seats, expectedVersion }: SeatsChange,
): Promise<Organization> {
  return deps.db.transaction(async (stores) => {
    const organization = await lockAsSeen(stores, { organizationId, expectedVersion });
    if (seats === organization.seats) return organization;
    if (seats < organization.seats)
      await requireMfaOverMembers(stores, acting, { organization, plans: deps.plans });
    requireSeatsOnPlan(organization, seats, deps.plans);
    await requireUseWithin(stores, { organizationId, seats }, acting.now);
    return changeSeats(stores, acting, { organization, seats });
  });
}

/** Under the lock of the organization. */
export async function changeSeats(
  stores: Stores,
  { actor, now }: AdminContext,
  { organization, seats }: { readonly organization: Organization; readonly seats: number },
): Promise<Organization> {
  const changed = await stores.organizations.update({ ...organization, seats });
  const detail = { before: { seats: organization.seats }, after: { seats } };
  const organizationId = organization.id;
  await stores.audit.record({ type: 'organization.seats_changed', actor, organizationId, detail }, now);
  return changed;
}

async function requireUseWithin(
  stores: Stores,
  { organizationId, seats }: Pick<SeatsChange, 'organizationId' | 'seats'>,
  now: Date,
): Promise<void> {
  const used = await stores.seats.inUse(organizationId, now);
  if (used <= seats) return;
  const { members, invitations } = await stores.seats.holders(organizationId, now);
  throw new Refusal('seats_below_use', { list: [...members, ...invitations], reason: `${used} are in use` });
}
