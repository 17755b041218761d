import { limitKey } from '../../limits/limit.ts';
import type { BulkAction, SkipReason } from '../../long-jobs/long-job.ts';
import type { Operations } from '../../operations/operations.ts';
import { membershipFacts } from '../../people/person-facts.ts';
import { Refusal } from '../../refusal/refusal.ts';
import type { Stores } from '../../stores.ts';
import type { AdminContext } from '../core/admin-context.ts';
import type { OrganizationAt } from '../core/organization-at.ts';
import { notBeforeSaved } from '../core/saved-policy.ts';
import { authorizeStanding } from '../members/allow-member-change.ts';
import { changedMember, isSameMember, type MemberChange } from '../members/member-change.ts';
import type { MemberRow } from '../members/member-list-store.ts';
import { hasReasonToRemind } from '../members/remind-member.ts';

/** What an action would do to one member now. */
export type Forecast =
  | { readonly row: MemberRow; readonly skipped: null; readonly needsFreshMfa: boolean }
  | { readonly row: MemberRow; readonly skipped: SkipReason };

export interface ForecastContext extends Pick<OrganizationAt, 'organization'>, Pick<Operations, 'plans'> {
  readonly acting: AdminContext;
  readonly action: BulkAction;
}

/** Asks for many members the very rules that are asked when it is done; nothing changes. */
export async function forecastAll(
  { limits }: Pick<Stores, 'limits'>,
  context: ForecastContext,
  rows: readonly MemberRow[],
): Promise<readonly Forecast[]> {
  const { action, organization, acting } = context;
  if (action.kind !== 'remind') return rows.map((row) => forecastChange(context, row, changeOf(action)));
  const keys = rows.map(({ member }) => limitKey('reminders', organization.id, member.userId));
  const isBlocked = await limits.areBlocked(keys, acting.now);
  return rows.map((row, index) => forecastReminder(context, row, isBlocked[index] === true));
}

/** The same as `changeMember` is asked for. */
export function changeOf({ kind, reason, exemptUntil }: BulkAction): MemberChange {
  const override = kind === 'require' ? 'required' : kind === 'exempt' ? 'exempt' : 'inherit';
  const until = typeof exemptUntil === 'number' ? new Date(exemptUntil) : exemptUntil;
  return { override, reason, ...(kind === 'exempt' && { exemptUntil: until }) };
}

function forecastChange(
  { acting, organization, plans }: ForecastContext,
  row: MemberRow,
  change: MemberChange,
): Forecast {
  const before = row.member;
  const after = changedMember(before, change, notBeforeSaved(organization, acting.now));
  if (isSameMember(before, after)) return { row, skipped: 'already_so' };
  try {
    authorizeStanding(acting, { before, after, organization }, plans);
    return { row, skipped: null, needsFreshMfa: false };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    if (error.code === 'mfa_required') return { row, skipped: null, needsFreshMfa: true };
    return { row, skipped: error.code };
  }
}

function forecastReminder(context: ForecastContext, row: MemberRow, ...[isBlocked]: [boolean]): Forecast {
  const { acting, organization, plans } = context;
  const { now } = acting;
  const facts = membershipFacts({ member: row.member, organization, managesUser: row.isManaged }, plans, now);
  const factors = row.factors.map(({ kind, confirmedAt }) => ({ kind, confirmedAt: confirmedAt.getTime() }));
  if (!hasReasonToRemind(facts, { factors, isDeactivated: row.isDeactivated }, now))
    return { row, skipped: 'not_needed' };
  if (isBlocked) return { row, skipped: 'too_many_attempts' };
  return { row, skipped: null, needsFreshMfa: false };
}
