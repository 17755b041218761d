import { jobFile } from '../../../long-jobs/job-file.ts';
import { isUnderWay, type LongJob } from '../../../long-jobs/long-job.ts';
import { findJob, stopJob } from '../../../long-jobs/stop-job.ts';
import { isOwnMembership } from '../../../organizations/core/admin-context.ts';
import type { Instant } from '../../../policy/facts.ts';
import { administrators } from '../../api/access/endpoint-access.ts';
import { hasFile } from '../../api/answers/long-job-document.ts';
import type { AreaFrame, AreaPage, Done, Sent, Visit } from '../../areas/area-page.ts';
import type { Head } from '../../pages/page.ts';
import { refusalInWords } from '../../words/refusals.ts';
import type { PassedOver } from './change-chosen.ts';

/** How far something is that goes on after the request, and after the browser is closed. */
export interface JobModel extends AreaFrame {
  readonly slug: string;
  readonly job: ShownJob;
  readonly reasons: readonly { readonly because: string; readonly count: number }[];
  /** The first of those who failed. */
  readonly first: readonly PassedOver[];
  /** Whether its file is the person's to have. */
  readonly hasOwnFile: boolean;
}

export interface ShownJob {
  readonly kind: LongJob['kind'];
  readonly state: LongJob['state'];
  /** Why it is not done. */
  readonly ending: LongJob['whyEnded'];
  readonly total: number;
  readonly done: number;
  readonly failed: number;
  /** Who started it; null for the operator. */
  readonly starter: string | null;
  readonly startedAt: Instant;
  readonly updatedAt: Instant;
  readonly endedAt: Instant | null;
  readonly expiresAt: Instant;
  readonly isUnderWay: boolean;
}

const place = 'console/members.job';

export const jobPage: AreaPage<JobModel> = {
  area: 'console/members',
  name: 'job',
  path: '/console/:slug/jobs/:id',
  tab: 'members',
  access: administrators('where_it_loosens'),
  actions: ['stop', 'download'],
  isWatched: true,
  head: (words, { job, problem }): Head => ({
    title: words.say(`${place}.kind.${job.kind}`),
    problem: problem && refusalInWords(words, place, problem),
  }),
  async content(visit) {
    const { organization, acting } = visit.administered();
    const { longJobs } = visit.deps.operations.db;
    const job = await findJob({ longJobs }, nameOf(visit));
    const failures = await longJobs.failures(job.id);
    const { startedBy } = job;
    return {
      slug: organization.slug,
      job: shownJob(job),
      reasons: Object.entries(job.reasons).map(([because, count]) => ({ because, count })),
      first: failures.map(({ email, reason }) => ({ email, because: reason })),
      hasOwnFile: hasFile(job) && startedBy !== null && isOwnMembership(acting, startedBy.id),
    };
  },
  submit: (visit) => (visit.form.action === 'download' ? download(visit) : stop(visit)),
};

function nameOf({ ctx, administered }: Visit) {
  return { organizationId: administered().organization.id, id: ctx.params.id ?? '' };
}

async function stop(visit: Visit): Promise<Done> {
  await stopJob(visit.deps.operations.db, visit.administered().acting, nameOf(visit));
  return { to: visit.ctx.path, notice: { key: `${place}.stopped`, values: {} } };
}

async function download(visit: Visit): Promise<Sent> {
  const { organization, acting } = visit.administered();
  const body = await jobFile(visit.deps.operations.db, acting, nameOf(visit));
  return { file: { name: `${organization.slug}-activity.csv`, body } };
}

function shownJob(job: LongJob): ShownJob {
  const { kind, state, whyEnded, total, done, failed, startedBy } = job;
  return {
    ...{ kind, state, total, done, failed },
    ending: whyEnded,
    starter: startedBy && (startedBy.name ?? startedBy.email),
    startedAt: job.startedAt.getTime(),
    updatedAt: job.updatedAt.getTime(),
    endedAt: job.endedAt?.getTime() ?? null,
    expiresAt: job.expiresAt.getTime(),
    isUnderWay: isUnderWay(job),
  };
}
