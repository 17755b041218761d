import type { LongJobWork } from '../../long-jobs/long-job.ts';
import type { RunBatch } from '../../long-jobs/run-batch.ts';
import type { Operations } from '../../operations/operations.ts';
import { chosenMembers } from '../bulk/chosen-members.ts';
import { candidateOf, resetExclusion } from './candidate.ts';
import { resetPasswords } from './reset-passwords.ts';

/** Members in one batch: each is mailed and signed out, in statements for all of them. */
export const resetsInBatch = 500;

type ResetWork = Extract<LongJobWork, { readonly of: 'resets' }>;

/** The batches of an order of new passwords; whom this or a later order has reached already counts as done. */
export function resetBatches(deps: Pick<Operations, 'issuer' | 'plans'>): RunBatch<ResetWork> {
  return async (stores, { job, work, organization, acting }) => {
    const { now } = acting;
    const { chosen, mustEnroll, orderedAt } = work;
    const after = job.progress === null ? null : JSON.parse(job.progress);
    const at = { organization, plans: deps.plans, now, chosen };
    const page = await chosenMembers(stores, at, { after, limit: resetsInBatch });
    const all = page.rows.map(candidateOf);
    const candidates = all.filter((each) => resetExclusion(acting, each) === null);
    const order = { organizationId: organization.id, acting, orderedAt, mustEnroll };
    await resetPasswords(stores, deps, { organization, order, candidates, now });
    const failed = all.flatMap((each) => {
      const reason = resetExclusion(acting, each);
      return reason === null ? [] : [{ userId: each.userId, reason }];
    });
    const next = page.next === null ? null : JSON.stringify(page.next);
    return { done: candidates.length, failed: [...failed, ...page.gone], next };
  };
}
