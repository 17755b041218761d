import { randomUUID } from 'node:crypto';
import type { Operations } from '../../operations/operations.ts';
import { planNamed } from '../../plans/plans.ts';
import { requireSeatsOnPlan, seatsWithoutLimit } from '../../plans/seats.ts';
import { Refusal } from '../../refusal/refusal.ts';
import type { AdminContext } from '../core/admin-context.ts';
import type { Organization } from '../core/organization.ts';
import { setDomains } from './domains.ts';

/** What is left out takes the product's default. */
export interface NewOrganization extends Pick<Organization, 'slug'> {
  readonly name?: string | undefined;
  readonly plan?: string | undefined;
  readonly seats?: number | undefined;
  readonly timeZone?: string | undefined;
  readonly language?: Organization['language'] | undefined;
  readonly notificationEmail?: string | null | undefined;
  readonly showNotificationEmail?: boolean | undefined;
  readonly membersMayLeave?: boolean | undefined;
  readonly joinByDomain?: boolean | undefined;
  readonly domains: readonly string[];
}

/**
 * Creates an organization without members yet; its first owner is invited.
 * @throws Refusal `invalid_document` (with "field: problem") for a slug or domain that is taken, or an unknown plan;
 *   `no_free_seat` for more seats than the plan has
 */
export async function createOrganization(
  deps: Pick<Operations, 'db' | 'plans' | 'defaultPlan'>,
  acting: AdminContext,
  wanted: NewOrganization,
): Promise<Organization> {
  const { actor, now } = acting;
  const organization = organizationOf(deps, wanted, now);
  requireSeatsOnPlan(organization, organization.seats, deps.plans);
  return deps.db.transaction(async (stores) => {
    await stores.organizations.create(organization);
    const domains = { organization, wanted: wanted.domains, verdicts: new Map() };
    await setDomains(stores.domains, acting, domains);
    const organizationId = organization.id;
    const { slug, plan, seats } = organization;
    const detail = { slug, plan, seats, domains: wanted.domains };
    await stores.audit.record({ type: 'organization.created', actor, organizationId, detail }, now);
    return organization;
  });
}

function organizationOf(
  { plans, defaultPlan }: Pick<Operations, 'db' | 'plans' | 'defaultPlan'>,
  wanted: NewOrganization,
  now: Date,
): Organization {
  const plan = wanted.plan ?? defaultPlan;
  const terms = planNamed(plans, plan);
  if (terms === null) {
    throw new Refusal('invalid_document', { list: [`plan: there is no plan ${plan}`] });
  }
  return {
    id: randomUUID(),
    slug: wanted.slug,
    name: wanted.name ?? wanted.slug,
    plan,
    seats: wanted.seats ?? terms.seatsIncluded ?? seatsWithoutLimit,
    timeZone: wanted.timeZone ?? 'UTC',
    language: wanted.language ?? null,
    notificationEmail: wanted.notificationEmail ?? null,
    // By the word of the operator, who alone creates organizations.
    notificationConfirmedAt: wanted.notificationEmail ? now : null,
    trialEndsAt: null,
    showNotificationEmail: wanted.showNotificationEmail ?? false,
    membersMayLeave: wanted.membersMayLeave ?? false,
    joinByDomain: wanted.joinByDomain ?? false,
    enforcement: null,
    enforcementBefore: [],
    version: 1,
    createdAt: now,
  };
}
