import type { ActivityEvent } from '../../../audit/activity-store.ts';
import { domain as domainField } from '../../../documents/fields.ts';
import { readBy } from '../../../documents/problems.ts';
import {
  type EnforcementPhase,
  enforcementPhase,
} from '../../../organizations/authority/enforcement-state.ts';
import { savedPolicy } from '../../../organizations/core/saved-policy.ts';
import { isUserId } from '../../../organizations/members/member-list.ts';
import { type SeatedCounts, summarizeMembers } from '../../../organizations/members/member-summary.ts';
import { setSeats } from '../../../organizations/plan/set-seats.ts';
import { changeOrganization } from '../../../organizations/profile/change-organization.ts';
import { shownSeats } from '../../../plans/seats.ts';
import { activatedAt } from '../../../policy/enforcement/policy-in-force.ts';
import type { EnforcementPolicy, Instant } from '../../../policy/facts.ts';
import { operatorOnly } from '../../api/access/endpoint-access.ts';
import type { AreaFrame, AreaPage, Done, Visit } from '../../areas/area-page.ts';
import { about, FieldRefused, filledIn } from '../../areas/field-refused.ts';
import { actingOperator } from '../../areas/operator-deed.ts';
import { organizationMeant } from './found-organization.ts';

/** An organization as its own administrators see it, to read; and what is the operator's to change. */
export interface OrganizationModel extends AreaFrame {
  readonly organization: string;
  readonly slug: string;
  readonly plan: string;
  readonly trialEndsAt: Instant | null;
  readonly counts: ShownCounts;
  readonly enforcement: ShownEnforcement;
  /** Those that say something. */
  readonly profile: {
    readonly timeZone: string;
    readonly notificationEmail: string | null;
    readonly isNotificationConfirmed: boolean;
    readonly createdAt: Instant;
    readonly owners: readonly string[];
    readonly domains: readonly string[];
  };
  /** The newest first. */
  readonly events: readonly ShownEvent[];
  /** Until when its console is open to the operator as support; null while it is not. */
  readonly supportUntil: Instant | null;
  readonly version: number;
  /** As they were typed. */
  readonly typed: { readonly seats: string; readonly domain: string };
}

type ShownCounts = Pick<
  SeatedCounts,
  | 'members'
  | 'protected'
  | 'pending'
  | 'unprotected'
  | 'exempt'
  | 'suspended'
  | 'locked'
  | 'invited'
  | 'seats'
> & { readonly seatsInUse: number };

export interface ShownEnforcement {
  readonly phase: EnforcementPhase;
  /** Since when, or from when on; null while nothing is required, and where nobody can read it. */
  readonly from: Instant | null;
  readonly required: EnforcementPolicy['required'] | 'unreadable';
}

export interface ShownEvent {
  readonly id: string;
  readonly at: Instant;
  readonly type: string;
  /** Address of who did it; null for what is no user. */
  readonly by: string | null;
  readonly byKind: string;
  readonly whom: string | null;
}

const shownEvents = 10;

export const organizationPage: AreaPage<OrganizationModel> = {
  area: 'operator/organizations',
  name: 'organization',
  path: '/operator/organizations/:slug',
  tab: 'organizations',
  access: operatorOnly,
  actions: ['seats', 'domain'],
  async content(visit) {
    const { deps, caller, now, form } = visit;
    const { db, plans } = deps.operations;
    const organization = await organizationMeant(visit);
    const { id } = organization;
    const page = { limit: shownEvents, before: null };
    const [counts, domains, owners, requiredMembers, activity, support] = await Promise.all([
      summarizeMembers(db, { organization, plans, now }),
      db.domains.of(id),
      db.members.owners(id),
      db.members.countRequired(id),
      db.activity.list(id, {}, page),
      db.supports.find(caller.id, id, now),
    ]);
    const phase = enforcementPhase(organization, { plans, requiredMembers }, now);
    return {
      organization: organization.name,
      slug: organization.slug,
      plan: organization.plan,
      trialEndsAt: organization.trialEndsAt?.getTime() ?? null,
      counts: { ...counts, seats: shownSeats(counts.seats) },
      enforcement: enforcementShown(savedPolicy(organization), phase),
      profile: {
        timeZone: organization.timeZone,
        notificationEmail: organization.notificationEmail,
        isNotificationConfirmed: organization.notificationConfirmedAt !== null,
        createdAt: organization.createdAt.getTime(),
        owners: owners.map(({ email }) => email),
        domains,
      },
      events: activity.events.map(shownEvent),
      supportUntil: support?.expiresAt.getTime() ?? null,
      version: organization.version,
      typed: { seats: form.seats ?? String(shownSeats(organization.seats) ?? ''), domain: form.domain ?? '' },
    };
  },
  submit: (visit) => (visit.form.action === 'domain' ? verifyDomain(visit) : changeSeats(visit)),
};

function enforcementShown(
  policy: EnforcementPolicy | 'unreadable',
  phase: EnforcementPhase,
): ShownEnforcement {
  if (policy === 'unreadable') return { phase, from: null, required: 'unreadable' };
  return { phase, from: phase === 'off' ? null : activatedAt(policy), required: policy.required };
}

export function shownEvent({ id, at, type, actor, target }: ActivityEvent): ShownEvent {
  // Of the operator's machines the name; of people at its pages an id says nothing here.
  const isMachine = actor.kind === 'operator' && actor.id !== null && !isUserId(actor.id);
  const by = actor.email ?? (isMachine ? actor.id : null);
  return { id, at: at.getTime(), type, by, byKind: actor.kind, whom: target?.email ?? null };
}

async function changeSeats(visit: Visit): Promise<Done> {
  const organization = await organizationMeant(visit);
  const text = filledIn(visit.form, 'seats');
  if (!/^[1-9]\d{0,6}$/.test(text)) throw new FieldRefused('seats', 'invalid_request');
  const seats = Number(text);
  const change = { organizationId: organization.id, seats, expectedVersion: versionIn(visit) };
  await about({ seats_below_use: 'seats', no_free_seat: 'seats' }, () =>
    setSeats(visit.deps.operations, actingOperator(visit), change),
  );
  return saidAt(organization.slug, 'seats-set', { seats, organization: organization.name });
}

/** By the operator's word (ruling 17). */
async function verifyDomain(visit: Visit): Promise<Done> {
  const { deps, form } = visit;
  const organization = await organizationMeant(visit);
  const read = readBy(domainField, filledIn(form, 'domain'));
  if (!read.ok) throw new FieldRefused('domain', 'invalid_request');
  const domains = await deps.operations.db.domains.of(organization.id);
  const change = {
    organizationId: organization.id,
    fields: {},
    domains: [...domains, read.value],
    expectedVersion: versionIn(visit),
  };
  await about({ invalid_document: 'domain' }, () =>
    changeOrganization(deps.operations, actingOperator(visit), change),
  );
  const { slug, name } = organization;
  return saidAt(slug, 'domain-verified', { domain: read.value, organization: name });
}

/** As the page showed it: what somebody else has changed meanwhile is not overwritten. */
export function versionIn({ form }: Pick<Visit, 'form'>): number {
  return /^\d{1,9}$/.test(form.version ?? '') ? Number(form.version) : -1;
}

function saidAt(slug: string, key: string, values: Readonly<Record<string, string | number>>): Done {
  return {
    to: `/operator/organizations/${slug}`,
    notice: { key: `operator/organizations.organization.${key}`, values },
  };
}
