import type { LongJobWork } from '../../long-jobs/long-job.ts';
import type { BatchOutcome, RunBatch } from '../../long-jobs/run-batch.ts';
import type { Operations } from '../../operations/operations.ts';
import { isOwnMembership } from '../core/admin-context.ts';
import type { MemberKey } from '../members/member-list-store.ts';
import { applyToMembers } from './apply-to-members.ts';
import { chosenMembers } from './chosen-members.ts';

/** Members in one batch: the organization is locked meanwhile. */
export const membersInBatch = 50;

interface Progress {
  readonly after: MemberKey | null;
  /** Whether whoever started the job is one of those it is about, and comes last. */
  readonly isOwnLeft: boolean;
}

type MemberWork = Extract<LongJobWork, { readonly of: 'members' }>;

/**
 * The batches of a job that changes or reminds members. Whoever started it comes last: what is required of them may end
 * their own session, and with it the job.
 */
export function memberBatches({ plans }: Pick<Operations, 'plans'>): RunBatch<MemberWork> {
  return async (stores, { job, work, organization, acting }): Promise<BatchOutcome> => {
    const { after, isOwnLeft }: Progress =
      job.progress === null ? { after: null, isOwnLeft: false } : JSON.parse(job.progress);
    const context = { acting, action: work.action, organization, plans };
    if (isOwnLeft && after === null) {
      const rows = await stores.memberLists.named(organization.id, [acting.admin?.userId ?? '']);
      const { done, skipped } = await applyToMembers(stores, context, rows);
      return { done, failed: skipped, next: null };
    }
    const at = { organization, plans, now: acting.now, chosen: work.chosen };
    const page = await chosenMembers(stores, at, { after, limit: membersInBatch });
    const others = page.rows.filter(({ member }) => !isOwnMembership(acting, member.userId));
    const isOwnChosen = isOwnLeft || others.length < page.rows.length;
    const { done, skipped } = await applyToMembers(stores, context, others);
    const isOver = page.next === null && !isOwnChosen;
    const next: Progress = { after: page.next, isOwnLeft: isOwnChosen };
    return { done, failed: [...skipped, ...page.gone], next: isOver ? null : JSON.stringify(next) };
  };
}
