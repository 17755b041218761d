import type { BulkAction, SkippedId } from '../../long-jobs/long-job.ts';
import { joined } from '../../operations/joined.ts';
import { Refusal } from '../../refusal/refusal.ts';
import type { Stores } from '../../stores.ts';
import { changeMember } from '../members/change-member.ts';
import type { MemberRow } from '../members/member-list-store.ts';
import { remindMember } from '../members/remind-member.ts';
import { changeOf, type ForecastContext, forecastAll } from './forecast.ts';

export interface Applied {
  readonly done: number;
  readonly skipped: readonly SkippedId[];
}

/**
 * Does one thing to several members by the operations for one of them (ruling 28), in a transaction that has locked the
 * organization. Whom these refuse is skipped: both ask before they write anything, so that nothing is done by half.
 */
export async function applyToMembers(
  stores: Stores,
  context: ForecastContext,
  rows: readonly MemberRow[],
): Promise<Applied> {
  // People are locked in the order of their ids.
  await stores.accounts.lockAll(rows.map(({ member }) => member.userId));
  const skipped: SkippedId[] = [];
  for (const forecast of await forecastAll(stores, context, rows)) {
    const { userId } = forecast.row.member;
    const reason = forecast.skipped ?? (await whyRefused(() => applyToOne(stores, context, userId)));
    if (reason !== null) skipped.push({ userId, reason });
  }
  return { done: rows.length - skipped.length, skipped };
}

/** @returns null: it was done */
async function applyToOne(
  stores: Stores,
  { acting, action, organization, plans }: ForecastContext,
  userId: string,
): Promise<SkippedId['reason'] | null> {
  const deps = { db: joined(stores), plans };
  const target = { organizationId: organization.id, userId };
  if (isReminder(action)) return (await remindMember(deps, acting, target)) ? null : 'not_needed';
  await changeMember(deps, acting, { ...target, change: changeOf(action) });
  return null;
}

function isReminder({ kind }: BulkAction): boolean {
  return kind === 'remind';
}

async function whyRefused(
  work: () => Promise<SkippedId['reason'] | null>,
): Promise<SkippedId['reason'] | null> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Refusal && error.code !== 'storage_unavailable') return error.code;
    throw error;
  }
}
