import { type PlanPreview, previewPlan } from '../../../organizations/plan/plan-preview.ts';
import { setPlan } from '../../../organizations/plan/set-plan.ts';
import { shownSeats } from '../../../plans/seats.ts';
import type { Instant } from '../../../policy/facts.ts';
import { startOfLocalDate } from '../../../policy/time/local-midnight.ts';
import { isCalendarDate } from '../../../time/instant.ts';
import { operatorOnly } from '../../api/access/endpoint-access.ts';
import type { AreaFrame, AreaPage, Visit } from '../../areas/area-page.ts';
import { FieldRefused } from '../../areas/field-refused.ts';
import { actingOperator } from '../../areas/operator-deed.ts';
import { organizationMeant } from './found-organization.ts';
import { versionIn } from './organization.ts';

/** Another plan, and what it would not allow any more, before it is chosen (D25). */
export interface OrganizationPlanModel extends AreaFrame {
  readonly organization: string;
  readonly slug: string;
  readonly plan: string;
  readonly plans: readonly string[];
  readonly timeZone: string;
  readonly version: number;
  readonly wanted: { readonly plan: string; readonly trialEnds: string };
  /** Null before a plan was chosen. */
  readonly preview: ShownPreview | null;
}

interface ShownPreview extends Omit<PlanPreview, 'seats'> {
  /** Null: without a limit. */
  readonly seats: number | null;
  readonly trialEndsAt: Instant | null;
}

export const organizationPlanPage: AreaPage<OrganizationPlanModel> = {
  area: 'operator/organizations',
  name: 'organization-plan',
  path: '/operator/organizations/:slug/plan',
  tab: 'organizations',
  access: operatorOnly,
  actions: ['preview', 'continue'],
  async content(visit) {
    const { deps, form, now } = visit;
    const { db, plans } = deps.operations;
    const organization = await organizationMeant(visit);
    const { trialEndsAt, timeZone, name, slug, version } = organization;
    const plan = form.plan ?? organization.plan;
    const trialEnd = readTrialEnd(visit, timeZone);
    const isChosen = form.plan !== undefined && visit.problem === null && Object.hasOwn(plans, plan);
    const seen =
      isChosen && trialEnd !== undefined ? await previewPlan(db, { organization, plan, plans }, now) : null;
    return {
      organization: name,
      slug,
      plan: organization.plan,
      plans: Object.keys(plans),
      timeZone,
      version,
      wanted: { plan, trialEnds: form.trial_ends ?? dateIn(trialEndsAt, timeZone) },
      preview: seen && {
        ...seen,
        seats: shownSeats(seen.seats),
        trialEndsAt: trialEnd?.getTime() ?? null,
      },
    };
  },
  async submit(visit) {
    const { deps, form, ctx } = visit;
    const organization = await organizationMeant(visit);
    const plan = form.plan ?? '';
    if (!Object.hasOwn(deps.operations.plans, plan)) throw new FieldRefused('plan', 'invalid_request');
    const trialEndsAt = readTrialEnd(visit, organization.timeZone);
    if (trialEndsAt === undefined) throw new FieldRefused('trial_ends', 'invalid_request');
    if (form.action === 'preview') return { to: ctx.path, keep: { plan, trial_ends: form.trial_ends ?? '' } };
    const expectedVersion = versionIn(visit);
    const change = { organizationId: organization.id, plan, trialEndsAt, expectedVersion };
    await setPlan(deps.operations, actingOperator(visit), change);
    const values = { organization: organization.name, plan };
    const notice = { key: 'operator/organizations.organization-plan.done', values };
    return { to: `/operator/organizations/${organization.slug}`, notice };
  },
};

/** The first instant of the date where the organization is; null for none, undefined for what is no date ahead. */
function readTrialEnd({ form, now }: Pick<Visit, 'form' | 'now'>, timeZone: string): Date | null | undefined {
  const text = (form.trial_ends ?? '').trim();
  if (text === '') return null;
  if (!/^2\d{3}-\d\d-\d\d$/.test(text) || !isCalendarDate(text)) return undefined;
  const at = new Date(startOfLocalDate(text, timeZone));
  return at > now ? at : undefined;
}

function dateIn(instant: Date | null, timeZone: string): string {
  if (instant === null) return '';
  const parts = new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' });
  return parts.format(instant);
}
