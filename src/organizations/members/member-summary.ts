import type { ProtectionStatus } from '../../policy/members/member-status.ts';
import type { StatusTerms } from '../../policy/members/status-terms.ts';
import { lastLocalDays } from '../../policy/time/local-days.ts';
import type { Db } from '../../stores.ts';
import type { OrganizationAt } from '../core/organization-at.ts';
import { statusTermsOf } from './member-list.ts';
import type { MemberTally } from './member-list-store.ts';
import { protectionTrend, type TrendDay, trendDays } from './protection-trend.ts';

/** How an organization stands. The three counts of protection add up to all members. */
export interface MemberSummary extends Readonly<Record<ProtectionStatus, number>> {
  readonly members: number;
  /** Of the members: whose exemption stands, protected or not. */
  readonly exempt: number;
  /** Of the members: suspended, by an administrator or by a rule that still holds. */
  readonly suspended: number;
  /** Invitations that have not expired. */
  readonly invited: number;
  readonly seats: number;
  readonly seatsInUse: number;
  /** See `protectionTrend`; oldest first, the last one is today. */
  readonly trend: readonly TrendDay[];
}

/** Counts all members, as they are now. */
export async function summarizeMembers(db: Db, at: OrganizationAt): Promise<MemberSummary> {
  const { organization, now } = at;
  const { id, seats, timeZone } = organization;
  const terms = statusTermsOf(at);
  const days = lastLocalDays(now.getTime(), timeZone, trendDays);
  const ends = days.map(({ endsAt }) => new Date(endsAt));
  const asked = { protecting: terms.protecting, instants: ends, now };
  const [tallies, invited] = await db.transaction(
    async ({ memberLists, invitations }) =>
      [await memberLists.tally(id, asked), await invitations.count(id, now)] as const,
  );
  const members = sum(tallies, () => true);
  const exposed = sum(tallies, isExposed);
  const pending = sum(tallies, (tally) => isPending(tally, terms));
  return {
    members,
    protected: members - exposed,
    pending,
    unprotected: exposed - pending,
    exempt: sum(tallies, ({ override }) => override === 'exempt'),
    suspended: sum(tallies, (tally) => isSuspended(tally, terms)),
    invited,
    seats,
    seatsInUse: members + invited,
    trend: protectionTrend(days, tallies),
  };
}

function sum(tallies: readonly MemberTally[], isCounted: (tally: MemberTally) => boolean): number {
  return tallies.filter(isCounted).reduce((total, { members }) => total + members, 0);
}

function isExposed({ protectedBefore }: MemberTally): boolean {
  return protectedBefore === null;
}

function isPending(tally: MemberTally, { requiresChosen, requiresOthers }: StatusTerms): boolean {
  if (!isExposed(tally) || tally.override === 'exempt') return false;
  return tally.override === 'required' ? requiresChosen : requiresOthers;
}

/** A suspension by rule is over with the requirement, or when its member is protected again (ruling 15). */
function isSuspended(tally: MemberTally, terms: StatusTerms): boolean {
  if (tally.suspended === null) return false;
  return tally.suspended === 'by_admin' || isPending(tally, terms);
}
