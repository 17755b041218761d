import type { Operations } from '../../operations/operations.ts';
import { entitlementOf, keepsEnforcing } from '../../plans/entitlement.ts';
import { planNamed } from '../../plans/plans.ts';
import { seatsOnPlan } from '../../plans/seats.ts';
import { Refusal } from '../../refusal/refusal.ts';
import type { Stores } from '../../stores.ts';
import type { AdminContext } from '../core/admin-context.ts';
import { lockAsSeen, type SeenOrganization } from '../core/lock-organization.ts';
import type { Organization } from '../core/organization.ts';
import { revokeEndedSessions } from '../ending/revoke-sessions.ts';
import { expireEnforcement, switchOffEnforcement } from '../enforcement/expire-enforcement.ts';
import { scheduleTrialEnd } from '../telling/remind-trial-end.ts';

export interface PlanChange extends SeenOrganization {
  readonly plan: string;
  /** Null: the plan is no trial. Undefined: as it is where the plan stays the same, else no trial. */
  readonly trialEndsAt: Date | null | undefined;
}

/**
 * Puts an organization on a plan. Where that does not allow enforcement, it is switched off (T14), after everything that
 * had ended by then is revoked (ruling 6). It removes nobody, also where more seats are in use than it has (ruling 20).
 * @throws Refusal `not_found` for an unknown organization or plan, `stale_version`
 */
export async function setPlan(
  { db, plans }: Pick<Operations, 'db' | 'plans'>,
  acting: AdminContext,
  change: PlanChange,
): Promise<Organization> {
  const { actor, now } = acting;
  if (planNamed(plans, change.plan) === null) throw new Refusal('not_found', { list: [change.plan] });
  return db.transaction(async (stores) => {
    const locked = await lockAsSeen(stores, change);
    // The end of a trial may have come without any job having noticed it.
    await expireEnforcement(stores, locked.id, { plans, now });
    await revokeEndedSessions(stores, locked.id, { actor, plans, now });
    const before = (await stores.organizations.findById(locked.id)) ?? locked;
    const after = onPlan(before, change, plans);
    if (isSamePlan(before, after)) return before;
    await save(stores, acting, { before, after });
    if (!keepsEnforcing(entitlementOf(after, plans, now)))
      await switchOffEnforcement(stores, after, { actor, plans, now });
    return (await stores.organizations.findById(locked.id)) ?? after;
  });
}

/** The organization as it would be; seats follow the plan. */
export function onPlan(
  organization: Organization,
  { plan, trialEndsAt }: Pick<PlanChange, 'plan' | 'trialEndsAt'>,
  plans: Operations['plans'],
): Organization {
  const terms = planNamed(plans, plan);
  const isOther = plan !== organization.plan && terms !== null;
  const seats = isOther
    ? seatsOnPlan(organization.seats, planNamed(plans, organization.plan), terms)
    : organization.seats;
  const usualEnd = isOther ? null : organization.trialEndsAt;
  return { ...organization, plan, seats, trialEndsAt: trialEndsAt === undefined ? usualEnd : trialEndsAt };
}

function isSamePlan(before: Organization, after: Organization): boolean {
  return before.plan === after.plan && before.trialEndsAt?.getTime() === after.trialEndsAt?.getTime();
}

async function save(
  stores: Stores,
  { actor, now }: AdminContext,
  { before, after }: { readonly before: Organization; readonly after: Organization },
): Promise<void> {
  const { id: organizationId } = after;
  await stores.organizations.update(after);
  await scheduleTrialEnd(stores.dueWork, after, now);
  const detail = { before: termsOf(before), after: termsOf(after) };
  await stores.audit.record({ type: 'organization.plan_changed', actor, organizationId, detail }, now);
}

function termsOf({ plan, seats, trialEndsAt }: Organization) {
  return { plan, seats, trialEndsAt: trialEndsAt?.toISOString() ?? null };
}
