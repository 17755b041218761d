import type { ActivityFilter } from '../../audit/activity-store.ts';
import type { LongJob } from '../../long-jobs/long-job.ts';
import { startJob } from '../../long-jobs/start-job.ts';
import type { Operations } from '../../operations/operations.ts';
import { type AdminContext, requireFreshMfa } from '../core/admin-context.ts';
import { lockOrganization } from '../core/lock-organization.ts';

/** Longer ones are no answer that somebody waits for. */
export const mostEventsAtOnce = 10_000;

/**
 * Has the activity written into a file, for logs that are too long for one answer.
 * @throws Refusal `mfa_required`, `not_found`, `too_many_jobs`
 */
export async function startActivityExport(
  { db }: Pick<Operations, 'db'>,
  acting: AdminContext,
  { organizationId, filter }: { readonly organizationId: string; readonly filter: ActivityFilter },
): Promise<LongJob> {
  requireFreshMfa(acting);
  const { from, to, ...rest } = filter;
  const total = await db.activity.count(organizationId, filter);
  const work = {
    of: 'activity',
    filter: {
      ...rest,
      ...(from !== undefined && { from: from.getTime() }),
      ...(to !== undefined && { to: to.getTime() }),
    },
  } as const;
  return db.transaction(async (stores) => {
    await lockOrganization(stores, organizationId);
    return startJob(stores, acting, { organizationId, kind: 'activity_export', work, total });
  });
}
