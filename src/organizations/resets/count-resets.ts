import type { ChosenMembers } from '../../long-jobs/long-job.ts';
import type { Operations } from '../../operations/operations.ts';
import { type ChosenFrom, type ChosenPage, chosenMembers } from '../bulk/chosen-members.ts';
import type { AdminContext } from '../core/admin-context.ts';
import type { Organization } from '../core/organization.ts';
import type { MemberKey } from '../members/member-list-store.ts';
import {
  type AskedNext,
  askedNext,
  candidateOf,
  countAsked,
  type ResetCandidate,
  type ResetExclusion,
  resetExclusion,
} from './candidate.ts';

/** Members read at a time where they are only counted. */
const readAtOnce = 1000;

export interface CountedOrder {
  readonly organization: Organization;
  readonly mustEnroll: boolean;
}

/** Counts what becomes of candidates, however many come. */
export function countOf({ plans }: Pick<Operations, 'plans'>, acting: AdminContext, order: CountedOrder) {
  const skipped: { email: string; reason: ResetExclusion }[] = [];
  const asked: AskedNext[] = [];
  return {
    add(candidates: readonly ResetCandidate[]) {
      for (const each of candidates) {
        const reason = resetExclusion(acting, each);
        if (reason === null) asked.push(askedNext(each, { ...order, plans }, acting.now));
        else skipped.push({ email: each.email, reason });
      }
    },
    read: () => ({ ordered: asked.length, skipped, asked: countAsked(asked) }),
  };
}

/** The same of all who were chosen, and how many were looked at. */
export async function countResets(
  { db, plans }: Pick<Operations, 'db' | 'plans'>,
  acting: AdminContext,
  { chosen, ...order }: CountedOrder & { readonly chosen: ChosenMembers },
) {
  const counted = countOf({ plans }, acting, order);
  const at = { organization: order.organization, plans, now: acting.now, chosen };
  let total = 0;
  for (let after: MemberKey | null = null; ; ) {
    const from: ChosenFrom = { after, limit: readAtOnce };
    const page: ChosenPage = await db.transaction((stores) => chosenMembers(stores, at, from));
    counted.add(page.rows.map(candidateOf));
    total += page.rows.length;
    if (page.next === null) return { ...counted.read(), total };
    after = page.next;
  }
}
