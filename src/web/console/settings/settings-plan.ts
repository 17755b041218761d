import { type PlanPreview, previewPlan } from '../../../organizations/plan/plan-preview.ts';
import { shownSeats } from '../../../plans/seats.ts';
import { administrators } from '../../api/access/endpoint-access.ts';
import type { AreaFrame, AreaPage, Visit } from '../../areas/area-page.ts';
import { settingsPath } from './paths.ts';

/** What another plan would not allow any more, by name (D25). */
export interface SettingsPlanModel extends AreaFrame {
  readonly href: string;
  readonly current: string;
  readonly plans: readonly string[];
  /** Null: none was chosen yet. `seats` null: without a limit. */
  readonly preview: ShownPreview | null;
}

export interface ShownPreview extends Pick<PlanPreview, 'plan' | 'seatsInUse' | 'enforcementAllowed'> {
  readonly seats: number | null;
  /** Null: they would fit. */
  readonly tooMany: readonly string[] | null;
  /** Those who are required one by one; null: nothing would be switched off. */
  readonly required: readonly string[] | null;
}

export const settingsPlanPage: AreaPage<SettingsPlanModel> = {
  area: 'console/settings',
  name: 'settings-plan',
  path: '/console/:slug/settings/plan',
  tab: 'settings',
  access: administrators(),
  actions: [],
  query: ['plan'],
  async content(visit) {
    const { plans } = visit.deps.operations;
    const { organization } = visit.administered();
    const names = Object.keys(plans);
    return {
      href: settingsPath(visit),
      current: organization.plan,
      plans: names,
      preview: await previewOf(visit, names.find((name) => name === visit.ctx.query.plan) ?? null),
    };
  },
};

async function previewOf(visit: Visit, plan: string | null): Promise<ShownPreview | null> {
  if (plan === null) return null;
  const { organization } = visit.administered();
  const { db, plans } = visit.deps.operations;
  const seen = await previewPlan(db, { organization, plan, plans }, visit.now);
  const listOf = (code: PlanPreview['incompatible'][number]['code']) =>
    seen.incompatible.find((each) => each.code === code)?.list ?? null;
  return {
    plan,
    seatsInUse: seen.seatsInUse,
    enforcementAllowed: seen.enforcementAllowed,
    seats: shownSeats(seen.seats),
    tooMany: listOf('seats_below_use'),
    required: listOf('plan_without_enforcement'),
  };
}
