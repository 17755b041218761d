import { randomUUID } from 'node:crypto';
import type { AdminContext } from '../organizations/core/admin-context.ts';
import { Refusal } from '../refusal/refusal.ts';
import type { Stores } from '../stores.ts';
import { expiryOf, type LongJob, type LongJobKind, type LongJobWork, mostJobsUnderWay } from './long-job.ts';
import { starterOf } from './starter.ts';

export interface WantedJob {
  readonly organizationId: string;
  readonly kind: LongJobKind;
  readonly work: LongJobWork;
  /** Those whom it is about, as far as is known beforehand. */
  readonly total: number;
}

/**
 * Starts a job, in a transaction that has locked the organization. Its batches follow from the queue.
 * @throws Refusal `too_many_jobs`
 */
export async function startJob(
  stores: Pick<Stores, 'audit' | 'longJobs' | 'outbox' | 'people'>,
  acting: AdminContext,
  { organizationId, kind, work, total }: WantedJob,
): Promise<LongJob> {
  const { actor, now } = acting;
  const { audit, longJobs, outbox } = stores;
  if ((await longJobs.countUnderWay(organizationId)) >= mostJobsUnderWay) throw new Refusal('too_many_jobs');
  const id = randomUUID();
  const parameters = { work, starter: await starterOf(stores, acting) };
  const times = { startedAt: now, updatedAt: now, expiresAt: expiryOf(now) };
  await longJobs.add({
    ...{ id, organizationId, kind, parameters, total },
    ...times,
    state: 'queued',
    whyEnded: null,
  });
  await audit.record({ type: 'job.started', actor, organizationId, detail: { job: id, kind, total } }, now);
  await outbox.continueLongJob(id, 0);
  const job = await longJobs.find(id);
  if (job === null) throw new Error('a job that was just started is gone');
  return job;
}
