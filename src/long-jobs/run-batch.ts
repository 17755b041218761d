import type { AdminContext } from '../organizations/core/admin-context.ts';
import type { Organization } from '../organizations/core/organization.ts';
import type { Db, Stores } from '../stores.ts';
import {
  expiryOf,
  type LongJobProgress,
  type LongJobWork,
  mostExamples,
  type RunnableJob,
  type SkippedId,
  type WhyEnded,
} from './long-job.ts';
import { actingFor } from './starter.ts';

/** What one batch has come to. */
export interface BatchOutcome {
  readonly done: number;
  readonly failed: readonly SkippedId[];
  /** Where the next one begins; null: nothing is left. */
  readonly next: string | null;
}

/** Where and for whom a batch is done. */
export interface Batch<Work extends LongJobWork = LongJobWork> {
  readonly job: RunnableJob;
  readonly work: Work;
  /** Locked. */
  readonly organization: Organization;
  readonly acting: AdminContext;
}

/** Does a batch of one kind of work, within the transaction that notes how far the job is. */
export type RunBatch<Work extends LongJobWork> = (
  stores: Stores,
  batch: Batch<Work>,
) => Promise<BatchOutcome>;

export type BatchRunners = {
  readonly [Of in LongJobWork['of']]: RunBatch<Extract<LongJobWork, { readonly of: Of }>>;
};

/** Which batch of which job. */
export interface NextBatch {
  readonly id: string;
  readonly step: number;
}

/**
 * Does the next batch of a job and notes how far it is, in one transaction: whoever does the same batch again, because its
 * server died or seemed to, finds it done, and so nobody is reached twice. Before that it is asked again what the
 * starter may do: the job stops where that is nothing.
 */
export async function runBatch(
  { db, runners }: { readonly db: Db; readonly runners: BatchRunners },
  { id, step }: NextBatch,
  now: Date,
): Promise<void> {
  const found = await db.longJobs.find(id);
  if (found === null || found.organizationId === null) return;
  const { organizationId } = found;
  await db.transaction(async (stores) => {
    const organization = await stores.organizations.lockById(organizationId);
    const job = await stores.longJobs.lock(id);
    if (organization === null || job === null || job.step !== step) return;
    const acting = await actingFor(stores, job, now);
    if (acting === null) return endJob(stores, job, { whyEnded: 'starter_may_not', now });
    const outcome = await runBy(runners, stores, { job, organization, acting });
    const progress = added(job, outcome);
    await stores.longJobs.saveBatch({
      ...{ id, ...progress, step: step + 1, progress: outcome.next },
      ...{ updatedAt: now, expiresAt: expiryOf(now), state: 'running' },
    });
    if (outcome.next === null) return endJob(stores, { ...job, ...progress }, { whyEnded: null, now });
    await stores.outbox.continueLongJob(id, step + 1);
  });
}

function runBy(runners: BatchRunners, stores: Stores, batch: Omit<Batch, 'work'>): Promise<BatchOutcome> {
  const { work } = batch.job.parameters;
  if (work.of === 'members') return runners.members(stores, { ...batch, work });
  if (work.of === 'resets') return runners.resets(stores, { ...batch, work });
  return runners.activity(stores, { ...batch, work });
}

function added(job: LongJobProgress, { done, failed }: BatchOutcome): Omit<LongJobProgress, 'total'> {
  const reasons = { ...job.reasons };
  for (const { reason } of failed) reasons[reason] = (reasons[reason] ?? 0) + 1;
  return {
    done: job.done + done,
    failed: job.failed + failed.length,
    reasons,
    examples: [...job.examples, ...failed].slice(0, mostExamples),
  };
}

interface End {
  /** Null: it is done. */
  readonly whyEnded: WhyEnded | null;
  readonly now: Date;
}

const stateBy = { error: 'failed', starter_may_not: 'stopped', stopped: 'stopped' } as const;

/** Ends a job by itself; who stops one is another's concern (stop-job.ts). */
async function endJob(
  { audit, longJobs }: Pick<Stores, 'audit' | 'longJobs'>,
  {
    id,
    kind,
    organizationId,
    done,
    failed,
  }: Pick<RunnableJob, 'id' | 'kind' | 'organizationId' | 'done' | 'failed'>,
  { whyEnded, now }: End,
): Promise<void> {
  const state = whyEnded === null ? ('done' as const) : stateBy[whyEnded];
  if (!(await longJobs.end(id, { state, whyEnded, now }))) return;
  const about = { actor: { kind: 'system' }, ...(organizationId !== null && { organizationId }) } as const;
  const detail = { job: id, kind, state, done, failed, ...(whyEnded !== null && { reason: whyEnded }) };
  await audit.record({ type: 'job.ended', ...about, detail }, now);
}

/** After the last try of a batch: what went wrong is in the log of the server. */
export async function giveUpJob(db: Db, id: string, now: Date): Promise<void> {
  await db.transaction(async (stores) => {
    const job = await stores.longJobs.lock(id);
    if (job !== null) await endJob(stores, job, { whyEnded: 'error', now });
  });
}
