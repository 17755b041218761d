import { z } from 'zod';
import { jobFile } from '../../../../long-jobs/job-file.ts';
import type { LongJob } from '../../../../long-jobs/long-job.ts';
import { findJob, stopJob } from '../../../../long-jobs/stop-job.ts';
import { type ApiRequest, endpoint } from '../../access/endpoint.ts';
import { administrators } from '../../access/endpoint-access.ts';
import { longJobDocument, longJobSchema } from '../../answers/long-job-document.ts';
import { skippedSchema } from '../../answers/skipped-document.ts';
import { pageOf, pageQuery, toPage } from '../../dialects/own/pages.ts';
import { cursorOf, instantPart, uuidPart } from '../../input/cursors.ts';

const path = '/organizations/{slug}/jobs';

const jobs = cursorOf<Pick<LongJob, 'startedAt' | 'id'>>({ startedAt: instantPart, id: uuidPart });

const list = endpoint({
  method: 'GET',
  path,
  operationId: 'listJobs',
  summary: 'What administrators have started for many, newest first; each is known for a week after its end',
  access: administrators(),
  query: z.strictObject(pageQuery(jobs)),
  status: 200,
  answer: pageOf(longJobSchema),
  refusals: ['not_found', 'not_allowed'],
  async handle({ deps, query: { limit, cursor = null }, administered }) {
    const { id } = administered().organization;
    const found = await deps.operations.db.longJobs.page(id, { after: cursor, limit: limit + 1 });
    return { body: toPage(found, { cursor: jobs, limit, keyOf: (job) => job, itemOf: longJobDocument }) };
  },
});

const read = endpoint({
  method: 'GET',
  path: `${path}/{id}`,
  operationId: 'readJob',
  summary: 'One of them: how far it is, and with whom it did not go well',
  access: administrators(),
  status: 200,
  answer: z.object({
    ...longJobSchema.shape,
    first_failed: z.array(skippedSchema).describe('the first of those who failed'),
  }),
  refusals: ['not_found', 'not_allowed'],
  async handle(request) {
    const { longJobs } = request.deps.operations.db;
    const job = await findJob({ longJobs }, nameOf(request));
    const failures = await longJobs.failures(job.id);
    const failed = failures.map(({ userId, ...each }) => ({ id: userId, ...each }));
    return { body: { ...longJobDocument(job), first_failed: failed } };
  },
});

const stop = endpoint({
  method: 'POST',
  path: `${path}/{id}/stop`,
  operationId: 'stopJob',
  summary: 'Stops one; what it has done stays done',
  access: administrators(),
  status: 200,
  answer: longJobSchema,
  refusals: ['not_found', 'not_allowed'],
  async handle(request) {
    const { deps, administered } = request;
    const stopped = await stopJob(deps.operations.db, administered().acting, nameOf(request));
    return { body: longJobDocument(stopped) };
  },
});

const file = endpoint({
  method: 'GET',
  path: `${path}/{id}/file`,
  operationId: 'downloadJobFile',
  summary: 'The file that one has written, for whoever started it',
  access: administrators('always'),
  status: 200,
  answer: z.string(),
  contentType: 'text/csv',
  refusals: ['not_found', 'not_allowed', 'mfa_required'],
  async handle(request) {
    const { deps, administered } = request;
    const { organization, acting } = administered();
    const body = await jobFile(deps.operations.db, acting, nameOf(request));
    const name = `${organization.slug}-activity.csv`;
    return { body, headers: { 'content-disposition': `attachment; filename="${name}"` } };
  },
});

function nameOf({ params, administered }: ApiRequest<unknown, unknown>) {
  return { organizationId: administered().organization.id, id: params.id ?? '' };
}

export const longJobEndpoints = [list, read, stop, file];
