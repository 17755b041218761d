import { type AdminContext, hasRoleOver, isOwnMembership } from '../organizations/core/admin-context.ts';
import { lockOrganization } from '../organizations/core/lock-organization.ts';
import { Refusal } from '../refusal/refusal.ts';
import type { Db, Stores } from '../stores.ts';
import type { LongJob } from './long-job.ts';

/** Which job of which organization. */
export interface JobName {
  readonly organizationId: string;
  readonly id: string;
}

/** @throws Refusal `not_found`, also for a job of another organization */
export async function findJob(
  { longJobs }: Pick<Stores, 'longJobs'>,
  { organizationId, id }: JobName,
): Promise<LongJob> {
  const job = isJobId(id) ? await longJobs.find(id) : null;
  if (job === null || job.organizationId !== organizationId) throw new Refusal('not_found');
  return job;
}

/** Ids come from addresses; the database cannot be asked for anything else in that column. */
function isJobId(text: string): boolean {
  return /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text);
}

/**
 * Stops a job; what it has done stays done, and a batch under way ends first. One that has ended stays as it is.
 * @throws Refusal `not_found`, `not_allowed` for the job of somebody of a higher role (nobody touches one)
 * @returns the job as it is then
 */
export async function stopJob(db: Db, acting: AdminContext, name: JobName): Promise<LongJob> {
  const { actor, now } = acting;
  return db.transaction(async (stores) => {
    await lockOrganization(stores, name.organizationId);
    const job = await findJob(stores, name);
    await requireMayStop(stores, acting, job);
    if (await stores.longJobs.end(job.id, { state: 'stopped', whyEnded: 'stopped', now })) {
      const { kind, done, failed } = job;
      const detail = { job: job.id, kind, done, failed };
      const { organizationId } = name;
      await stores.audit.record({ type: 'job.stopped', actor, organizationId, detail }, now);
    }
    return findJob(stores, name);
  });
}

async function requireMayStop(
  { members }: Pick<Stores, 'members'>,
  acting: AdminContext,
  { startedBy, organizationId }: LongJob,
): Promise<void> {
  if (acting.admin === null || acting.admin.role === 'owner') return;
  // What a machine has started is above everybody but owners.
  if (startedBy === null) throw new Refusal('not_allowed', { reason: 'the operator has started this' });
  if (isOwnMembership(acting, startedBy.id) || organizationId === null) return;
  const starter = await members.find(organizationId, startedBy.id);
  if (starter !== null && !hasRoleOver(acting, starter))
    throw new Refusal('not_allowed', { reason: `${starter.role} has started this` });
}
