import type { ProtectionStatus } from '../policy/member-status.ts';
import type { StatusTerms } from '../policy/status-terms.ts';
import type { Db } from '../stores.ts';
import { statusTermsOf } from './member-list.ts';
import type { MemberTally } from './member-store.ts';
import type { Plans } from './next-enforcement.ts';
import type { Organization } from './organization.ts';
import { protectionTrend, type TrendDay } from './protection-trend.ts';

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
  /** See `protectionTrend`; the last one is today, as counted here. */
  readonly trend: readonly TrendDay[];
}

/** Counts all members, as they are now. */
export async function summarizeMembers(
  db: Db,
  organization: Organization,
  plans: Plans,
  now: Date,
): Promise<MemberSummary> {
  const { id, seats } = organization;
  const terms = statusTermsOf(organization, plans, now);
  const before = await protectionTrend(db, organization, terms, now);
  const [tallies, seatsInUse] = await db.transaction(
    async ({ members, organizations }) =>
      [await members.tally(id, terms, now), await organizations.seatsInUse(id, now)] as const,
  );
  const members = sum(tallies, (tally) => tally.members);
  const pending = sum(tallies, (tally) => pendingOf(tally, terms));
  const exposed = sum(tallies, ({ unprotected }) => unprotected);
  const invited = Math.max(0, seatsInUse - members);
  const trend = before.map((day, index) =>
    index === before.length - 1 ? { ...day, protected: members - exposed } : day,
  );
  return {
    members,
    protected: members - exposed,
    pending,
    unprotected: exposed - pending,
    exempt: sum(tallies, (tally) => (tally.override === 'exempt' ? tally.members : 0)),
    suspended: sum(tallies, (tally) => suspendedOf(tally, terms)),
    invited,
    seats,
    seatsInUse,
    trend,
  };
}

function sum(tallies: readonly MemberTally[], count: (tally: MemberTally) => number): number {
  return tallies.reduce((total, tally) => total + count(tally), 0);
}

function pendingOf(tally: MemberTally, { requiresChosen, requiresOthers }: StatusTerms): number {
  if (tally.override === 'exempt') return 0;
  const isRequired = tally.override === 'required' ? requiresChosen : requiresOthers;
  return isRequired ? tally.unprotected : 0;
}

/** A suspension by rule is over with the requirement, or when its member is protected again (ruling 15). */
function suspendedOf(tally: MemberTally, terms: StatusTerms): number {
  if (tally.suspended === null) return 0;
  return tally.suspended === 'by_admin' ? tally.members : pendingOf(tally, terms);
}
