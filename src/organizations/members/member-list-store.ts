import type { FactorTerms } from '../../policy/factors/factor-reach.ts';
import type { FactorKind, Instant, MembershipFacts, Override, UserFacts } from '../../policy/facts.ts';
import type { ProtectionStatus } from '../../policy/members/member-status.ts';
import type { StatusTerms } from '../../policy/members/status-terms.ts';
import type { Member } from '../core/organization.ts';
import type { ResetCandidate } from '../resets/candidate.ts';

/** A member with what administrators see of their account. */
export interface MemberRow {
  readonly member: Member;
  readonly email: string;
  readonly name: string | null;
  readonly factors: readonly { readonly kind: FactorKind; readonly confirmedAt: Date }[];
  /** Last success with a factor or a recovery code, an enrolment included; null for none. */
  readonly lastMfaAt: Date | null;
}

/** Members of an organization of whom a policy may have ended sessions. */
export interface MembersInDoubt {
  readonly organizationId: string;
  /** Kinds of factor of which one confirmed in time leaves no doubt. */
  readonly protecting: readonly FactorKind[];
}

/** Which members to list. */
export interface MemberFilter {
  /** Null: whatever it is. */
  readonly status: ProtectionStatus | null;
  /** Part of the e-mail or the name, in any case; null: any. */
  readonly text: string | null;
}

/** Which members to list, by their status at an instant. */
export interface AskedMembers {
  readonly filter: MemberFilter;
  readonly terms: StatusTerms;
  readonly now: Date;
}

/** Where a list goes on. */
export type MemberKey = Pick<Member, 'joinedAt' | 'userId'>;

/** How many members have these things in common. */
export interface MemberTally {
  /** `exempt` only where the exemption stands. */
  readonly override: Override;
  readonly suspended: Member['suspended'];
  /**
   * Index of the first of the instants that were asked for by which they were protected, with the factors that they have
   * today; the number of instants where by none of them. Null: they are not protected.
   */
  readonly protectedBefore: number | null;
  readonly members: number;
}

/** A membership without what is the same for all members. */
export type MembershipRow = Omit<MembershipFacts, 'organization'>;

/** A member with what a policy is previewed by, of their factors the first of each kind. */
export interface PreviewRow {
  readonly email: string;
  readonly user: UserFacts;
  readonly membership: MembershipRow;
  /** Their memberships in other organizations. */
  readonly elsewhere: readonly (MembershipRow & { readonly organizationId: string })[];
  /** When their live sessions were opened. */
  readonly sessionsOpenedAt: readonly Instant[];
}

/** Questions about all members of an organization, be they a hundred thousand. */
export interface MemberListStore {
  /** Members in the order in which they joined. Within a transaction: it changes how the database plans. */
  page(
    organizationId: string,
    asked: AskedMembers,
    page: { readonly after: MemberKey | null; readonly limit: number },
  ): Promise<readonly MemberRow[]>;
  row(organizationId: string, userId: string): Promise<MemberRow | null>;
  /**
   * Counts all members. Within a transaction, as `page`.
   * @param asked.instants in ascending order
   */
  tally(
    organizationId: string,
    asked: Pick<StatusTerms, 'protecting'> & { readonly instants: readonly Date[]; readonly now: Date },
  ): Promise<readonly MemberTally[]>;
  /** Members in the order of their ids. */
  previewed(
    organizationId: string,
    afterUserId: string | null,
    limit: number,
  ): Promise<readonly PreviewRow[]>;
  /** Those who had no protecting factor when their oldest live session began, each with its start. */
  unprotectedWithSessions(
    members: MembersInDoubt,
    afterUserId: string | null,
    limit: number,
  ): Promise<readonly { readonly userId: string; readonly oldestSessionAt: Date }[]>;
  /** The same for one member; empty when they were protected or have no live session. */
  unprotectedWithSession(
    members: MembersInDoubt,
    userId: string,
  ): Promise<readonly { readonly userId: string; readonly oldestSessionAt: Date }[]>;
  /** E-mails of active, not exempt members without a confirmed factor that reaches the terms, in alphabetical order. */
  unprotected(organizationId: string, terms: FactorTerms, now: Date): Promise<readonly string[]>;
  /**
   * Members in the order of their ids.
   * @param query.named e-mails or ids of the ones to look at; null for all
   */
  resetCandidates(
    organizationId: string,
    query: {
      readonly named: readonly string[] | null;
      readonly afterUserId: string | null;
      readonly limit: number;
    },
  ): Promise<readonly ResetCandidate[]>;
  /** Changes whenever a member joins or leaves, or role, override, suspension or factors of one change. */
  fingerprint(organizationId: string): Promise<string>;
}
