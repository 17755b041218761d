import { activityCsvHead, activityCsvLines } from '../audit/activity-csv.ts';
import { type ActivityFilter, longestActivityPage } from '../audit/activity-store.ts';
import { auditEventTypes } from '../audit/event.ts';
import type { ExportedEvents, LongJobWork } from './long-job.ts';
import type { RunBatch } from './run-batch.ts';

/** Pages of the log in one batch, and with it in one piece of the file. */
const pagesInBatch = 10;

interface Progress {
  readonly before: string | null;
  readonly piece: number;
}

type ExportWork = Extract<LongJobWork, { readonly of: 'activity' }>;

/** The batches of an export of the activity: each writes a piece of the file. */
export const exportBatches: RunBatch<ExportWork> = async (stores, { job, work, organization }) => {
  const { before: from, piece }: Progress =
    job.progress === null ? { before: null, piece: 0 } : JSON.parse(job.progress);
  const filter = activityFilterOf(work.filter);
  const parts = piece === 0 ? [activityCsvHead()] : [];
  let [before, done] = [from, 0];
  for (let page = 0; page < pagesInBatch; page += 1) {
    const found = await stores.activity.list(organization.id, filter, { limit: longestActivityPage, before });
    parts.push(activityCsvLines(found.events));
    done += found.events.length;
    before = found.next;
    if (before === null) break;
  }
  await stores.longJobs.addPiece(job.id, piece, parts.join(''));
  const next: Progress = { before, piece: piece + 1 };
  return { done, failed: [], next: before === null ? null : JSON.stringify(next) };
};

/** What a queue carried as JSON. */
function activityFilterOf({ type, from, to, ...ids }: ExportedEvents): ActivityFilter {
  const known = auditEventTypes.find((each) => each === type);
  return {
    ...ids,
    ...(known !== undefined && { type: known }),
    ...(from !== undefined && { from: new Date(from) }),
    ...(to !== undefined && { to: new Date(to) }),
  };
}
