import type { FactorKind } from '../../policy/facts.ts';
import type { ProtectionStatus } from '../../policy/members/member-status.ts';
import type { StatusTerms } from '../../policy/members/status-terms.ts';
import { lastLocalDays } from '../../policy/time/local-days.ts';
import type { Db } from '../../stores.ts';
import type { OrganizationAt } from '../core/organization-at.ts';
import { statusTermsOf } from './member-list.ts';
import type { AskedStanding, MemberFilter, MemberStanding, MemberTally } from './member-list-store.ts';
import { protectionTrend, type TrendDay, trendDays } from './protection-trend.ts';

/** How an organization stands. The three counts of protection add up to all members. */
export interface MemberCounts extends Readonly<Record<ProtectionStatus, number>> {
  readonly members: number;
  /** Of the members: whose exemption stands, protected or not. */
  readonly exempt: number;
  /** Of those: whose exemption ends within `exemptionDays`. */
  readonly exemptionsEnding: number;
  /** Of the members: suspended, by an administrator or by a rule that still holds. */
  readonly suspended: number;
  /** Of the members: whose second factor wrong codes have locked. */
  readonly locked: number;
  /** Invitations that have not expired. */
  readonly invited: number;
  /** Of those: which expire within `invitationDays`. */
  readonly invitationsEnding: number;
  readonly seats: number;
  readonly seatsInUse: number;
}

/** The same with the seats as people are told them; null: without a limit. */
export interface SeatedCounts extends Omit<MemberCounts, 'seats'> {
  readonly seats: number | null;
}

export interface MemberSummary extends MemberCounts {
  /** See `protectionTrend`; oldest first, the last one is today. */
  readonly trend: readonly TrendDay[];
}

/** How far ahead an administrator is told of exemptions and of invitations that end. */
export const exemptionDays = 14;
export const invitationDays = 2;

/** Counts all members, as they are now. */
export async function summarizeMembers(db: Db, at: OrganizationAt): Promise<MemberSummary> {
  const { organization, now } = at;
  const days = lastLocalDays(now.getTime(), organization.timeZone, trendDays);
  const asked = askedStanding(
    at,
    days.map(({ endsAt }) => new Date(endsAt)),
  );
  const standing = await db.transaction(({ memberLists }) => memberLists.standing(organization.id, asked));
  return { ...countMembers(standing, at), trend: protectionTrend(days, standing.tallies) };
}

/** @param instants see `MemberTally.protectedBefore` */
export function askedStanding(at: OrganizationAt, instants: readonly Date[]): AskedStanding {
  const { now } = at;
  const inDays = (days: number) => new Date(now.getTime() + days * 24 * 60 * 60 * 1000);
  const { protecting } = statusTermsOf(at);
  const ends = { exemptionsBy: inDays(exemptionDays), invitationsBy: inDays(invitationDays) };
  return { protecting, instants, now, ...ends };
}

export function countMembers(standing: MemberStanding, at: OrganizationAt): MemberCounts {
  const { tallies, invited, invitationsEnding, locked } = standing;
  const terms = statusTermsOf(at);
  const members = sum(tallies, () => true);
  const exposed = sum(tallies, isExposed);
  const pending = sum(tallies, (tally) => isPending(tally, terms));
  return {
    members,
    protected: members - exposed,
    pending,
    unprotected: exposed - pending,
    exempt: sum(tallies, ({ override }) => override === 'exempt'),
    exemptionsEnding: sum(tallies, ({ exemptionEnds }) => exemptionEnds),
    suspended: sum(tallies, (tally) => isSuspended(tally, terms)),
    locked,
    invited,
    invitationsEnding,
    seats: at.organization.seats,
    seatsInUse: members + invited,
  };
}

/**
 * How many members a filter finds, by the same counts; null where they do not tell: of a text, and of when exemptions end.
 */
export function countMatching(
  { tallies }: Pick<MemberStanding, 'tallies'>,
  filter: MemberFilter,
  at: OrganizationAt,
): number | null {
  if (filter.text !== null || filter.exemptEndsBy !== undefined) return null;
  const terms = statusTermsOf(at);
  return sum(tallies, (tally) => isFound(tally, filter, terms));
}

function isFound(tally: MemberTally, filter: MemberFilter, terms: StatusTerms): boolean {
  const { status, role, override, factor, isSuspended: wanted } = filter;
  return (
    (status === null || statusOf(tally, terms) === status) &&
    (role === undefined || tally.role === role) &&
    (override === undefined || tally.override === override) &&
    (factor === undefined || hasFactor(tally, factor)) &&
    (wanted === undefined || isSuspended(tally, terms) === wanted)
  );
}

function statusOf(tally: MemberTally, terms: StatusTerms): ProtectionStatus {
  if (!isExposed(tally)) return 'protected';
  return isPending(tally, terms) ? 'pending' : 'unprotected';
}

function hasFactor(tally: MemberTally, factor: FactorKind | 'none'): boolean {
  return factor === 'none' ? !tally.totp && !tally.webauthn : tally[factor];
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
