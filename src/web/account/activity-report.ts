import type { Instant } from '../../policy/facts.ts';
import { Refusal } from '../../refusal/refusal.ts';
import { toldOfReports } from '../../self-service/activity/close-to-others.ts';
import { type OwnActivityType, ownActivityTypes } from '../../self-service/activity/own-activity.ts';
import { reportActivity } from '../../self-service/activity/report-activity.ts';
import { oneself } from '../api/access/endpoint-access.ts';
import type { AreaFrame, AreaPage, Visit } from '../areas/area-page.ts';
import { rowIn } from './activity.ts';

/** "This was not me": what follows, before it is said. */
export interface ActivityReportModel extends AreaFrame {
  /** Which event was meant; null for none in particular. */
  readonly meant: {
    readonly type: OwnActivityType;
    readonly at: Instant;
    /** Whose membership it was about. */
    readonly organization: string | null;
  } | null;
  /** Those that are told. */
  readonly organizations: readonly string[];
}

export const activityReportPage: AreaPage<ActivityReportModel> = {
  area: 'account',
  name: 'activity-report',
  path: '/account/activity/report',
  tab: 'activity',
  access: oneself(),
  actions: ['continue'],
  query: ['event'],
  async content(visit) {
    return {
      meant: await eventMeant(visit),
      organizations: toldOfReports(visit.caller.person).map(({ name }) => name),
    };
  },
  async submit(visit) {
    const { deps, ctx } = visit;
    const done = await reportActivity(deps.operations, visit.myself(), rowIn(ctx.query.event));
    const ending = done.passwordReset ? 'replace' : 'change';
    return {
      to: '/account/security',
      notice: { key: `account.activity-report.done.${ending}`, values: {} },
    };
  },
};

/** @throws Refusal `not_found` for one that is not theirs */
async function eventMeant({ deps, ctx, caller }: Visit): Promise<ActivityReportModel['meant']> {
  const id = rowIn(ctx.query.event);
  if (id === null) return null;
  const meant = await deps.operations.db.activity.findOwn(caller.id, id, ownActivityTypes);
  const type = ownActivityTypes.find((known) => known === meant?.type);
  if (meant === null || type === undefined) throw new Refusal('not_found');
  const log = caller.person.memberships.find(({ organization }) =>
    meant.organizations.includes(organization.id),
  );
  return { type, at: meant.at.getTime(), organization: log?.organization.name ?? null };
}
