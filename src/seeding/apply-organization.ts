import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { Plan } from '../config/plans.ts';
import type { Organization } from '../organizations/core/organization.ts';
import { lapseEnforcement } from '../organizations/enforcement/lapse-enforcement.ts';
import { endSuspensions } from '../organizations/settling/end-suspensions.ts';
import { settleEndedSessions } from '../organizations/settling/settle-sessions.ts';
import { planNamed } from '../plans/plans.ts';
import { mostSeatsOn, seatsWithoutLimit } from '../plans/seats.ts';
import { Refusal } from '../refusal/refusal.ts';
import { applyEnforcement } from './apply-enforcement.ts';
import { applyInvitations, applyMembers } from './apply-members.ts';
import { type ApplyRun, fault, operator } from './apply-run.ts';
import type { OrganizationDocument } from './organization-document.ts';

export async function applyOrganization(
  run: ApplyRun,
  document: OrganizationDocument,
  path: string,
): Promise<void> {
  const { stores, now, changes } = run;
  const context = { actor: operator, plans: run.deps.plans };
  const existing = await lockSettled(run, document.slug);
  const organization = organizationOf(run, document, existing, path);
  if (existing === null) await stores.organizations.create(organization);
  await applyDomains(run, organization, document.domains, path);
  await applyMembers(run, organization, document.members, path);
  await applyInvitations(run, organization, document.invitations);
  await checkSeats(run, organization, path);
  const enforced = await applyEnforcement(run, organization, document, path);
  const isChanged = !isDeepStrictEqual(existing, enforced);
  if (isChanged) await stores.organizations.update(enforced);
  await endSuspensions(stores, { organizationId: enforced.id }, context, now);
  // The file may have put it on a plan that does not allow enforcement (T14).
  await lapseEnforcement(stores, enforced.id, run.deps.plans, now);
  const outcome = existing === null ? 'created' : isChanged ? 'updated' : 'unchanged';
  changes.push({ kind: 'organization', name: document.slug, outcome });
  if (outcome === 'unchanged') return;
  const type = existing === null ? 'organization.created' : 'organization.updated';
  await stores.audit.record({ type, actor: operator, organizationId: organization.id }, now);
}

/** Settles first whatever is due, so that nothing lapsed comes back by the file (ruling 6). Null: it is new. */
async function lockSettled({ stores, deps, now }: ApplyRun, slug: string): Promise<Organization | null> {
  const locked = await stores.organizations.lockBySlug(slug);
  if (locked === null) return null;
  await lapseEnforcement(stores, locked.id, deps.plans, now);
  const context = { actor: operator, plans: deps.plans };
  await settleEndedSessions(stores, locked.id, context, now);
  await endSuspensions(stores, { organizationId: locked.id }, context, now);
  return stores.organizations.findById(locked.id);
}

/** Fields that the file leaves out keep their value, or take the product's default. */
function organizationOf(
  run: ApplyRun,
  document: OrganizationDocument,
  existing: Organization | null,
  path: string,
): Organization {
  const plan = document.plan ?? existing?.plan ?? run.deps.defaultPlan;
  const terms = planNamed(run.deps.plans, plan);
  // One that the configuration names no more is nothing to be put on, but to stay on (ruling 27).
  const isStaying = document.plan === undefined && existing !== null;
  if (terms === null && !isStaying) throw fault(`${path}.plan`, `there is no plan ${plan}`);
  const seats = document.seats ?? existing?.seats ?? terms?.seatsIncluded ?? seatsWithoutLimit;
  checkPlanSeats(terms, seats, existing?.seats ?? 0, `${path}.seats`);
  return {
    id: existing?.id ?? randomUUID(),
    slug: document.slug,
    name: document.name ?? existing?.name ?? document.slug,
    plan,
    seats,
    timeZone: document.time_zone ?? existing?.timeZone ?? 'UTC',
    notificationEmail:
      document.notification_email === undefined
        ? (existing?.notificationEmail ?? null)
        : document.notification_email,
    trialEndsAt: existing?.trialEndsAt ?? null,
    membersMayLeave: existing?.membersMayLeave ?? false,
    joinByDomain: existing?.joinByDomain ?? false,
    enforcement: existing?.enforcement ?? null,
    enforcementBefore: existing?.enforcementBefore ?? [],
    version: existing?.version ?? 1,
    createdAt: existing?.createdAt ?? run.now,
  };
}

function checkPlanSeats(plan: Plan | null, seats: number, present: number, path: string): void {
  const most = mostSeatsOn(plan, present);
  if (seats > most) throw fault(path, `the plan has ${most} seats and none can be added`);
}

/** The operator's word verifies a domain (ruling 17). */
async function applyDomains(
  { stores, now }: ApplyRun,
  organization: Organization,
  domains: readonly string[],
  path: string,
): Promise<void> {
  for (const domain of domains) {
    const owner = await stores.organizations.findDomain(domain);
    if (owner !== null && owner.organizationId !== organization.id) {
      throw fault(`${path}.domains`, `${domain} belongs to another organization`);
    }
    if (owner === null) {
      await stores.organizations.addDomain({
        domain,
        organizationId: organization.id,
        verifiedAt: now,
        verifiedBy: 'operator',
      });
    }
  }
}

/** Members and pending invitations together never exceed the seats. */
async function checkSeats(
  { stores, now }: ApplyRun,
  organization: Organization,
  path: string,
): Promise<void> {
  const used = await stores.organizations.seatsInUse(organization.id, now);
  if (used <= organization.seats) return;
  const reason = `${path}.seats: ${used} are needed, ${organization.seats} are there`;
  throw new Refusal('no_free_seat', { reason, list: [reason] });
}
