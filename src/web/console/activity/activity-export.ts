import { exportActivity } from '../../../audit/activity-csv.ts';
import { requireFreshMfa } from '../../../organizations/core/admin-context.ts';
import { mostEventsAtOnce, startActivityExport } from '../../../organizations/exports/export-activity.ts';
import { whileAdministering } from '../../../organizations/exports/while-administering.ts';
import { administrators } from '../../api/access/endpoint-access.ts';
import { consolePath } from '../../areas/area.ts';
import type { AreaFrame, AreaPage, Done, Sent, Visit } from '../../areas/area-page.ts';
import {
  type AskedActivity,
  activityFilter,
  activityPath,
  askedActivity,
  filterNames,
  queryOf,
} from './asked-activity.ts';

/** The activity as a file; a long one is written by a job. */
export interface ActivityExportModel extends AreaFrame {
  /** The list that it is of. */
  readonly href: string;
  readonly count: number;
  readonly isLong: boolean;
  /** The filters that are set, which the form sends along. */
  readonly filters: readonly { readonly kind: keyof AskedActivity; readonly value: string }[];
}

export const activityExportPage: AreaPage<ActivityExportModel> = {
  area: 'console/activity',
  name: 'activity-export',
  path: '/console/:slug/activity/export',
  tab: 'activity',
  access: administrators('where_it_loosens'),
  actions: ['continue'],
  query: filterNames,
  async content(visit) {
    const asked = askedActivity(visit);
    const count = await countOf(visit);
    return {
      href: `${activityPath(visit)}${queryOf(asked)}`,
      count,
      isLong: count > mostEventsAtOnce,
      filters: filterNames.filter((kind) => asked[kind] !== '').map((kind) => ({ kind, value: asked[kind] })),
    };
  },
  submit,
};

async function countOf(visit: Visit): Promise<number> {
  const { id } = visit.administered().organization;
  return visit.deps.operations.db.activity.count(id, await activityFilter(visit, askedActivity(visit)));
}

async function submit(visit: Visit): Promise<Done | Sent> {
  const { organization, acting } = visit.administered();
  requireFreshMfa(acting);
  const { operations } = visit.deps;
  const filter = await activityFilter(visit, askedActivity(visit));
  if ((await countOf(visit)) > mostEventsAtOnce) {
    const wanted = { organizationId: organization.id, filter };
    const { id } = await startActivityExport(operations, acting, wanted);
    return { to: `${consolePath(organization.slug)}/jobs/${id}` };
  }
  const context = { actor: acting.actor, now: acting.now, filter };
  const { db } = operations;
  const at = { admin: acting.admin, organizationId: organization.id };
  const body = whileAdministering(await exportActivity(db, organization.id, context), db, at);
  return { file: { name: `${organization.slug}-activity.csv`, body } };
}
