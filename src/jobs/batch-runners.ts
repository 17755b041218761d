import { exportBatches } from '../long-jobs/export-batches.ts';
import type { BatchRunners } from '../long-jobs/run-batch.ts';
import type { Operations } from '../operations/operations.ts';
import { memberBatches } from '../organizations/bulk/member-batches.ts';
import { resetBatches } from '../organizations/resets/reset-batches.ts';

/** What does the batches of each kind of long job. */
export function batchRunners(deps: Pick<Operations, 'issuer' | 'plans'>): BatchRunners {
  return { members: memberBatches(deps), resets: resetBatches(deps), activity: exportBatches };
}
