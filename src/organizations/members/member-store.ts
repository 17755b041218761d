import type { FactorKind, Instant, MembershipFacts, Override, UserFacts } from '../../policy/facts.ts';
import type { ProtectionStatus } from '../../policy/members/member-status.ts';
import type { StatusTerms } from '../../policy/members/status-terms.ts';
import type { Member } from '../core/organization.ts';

/** A member with what administrators see of their account. */
export interface MemberRow {
  readonly member: Member;
  readonly email: string;
  readonly name: string | null;
  readonly factors: readonly { readonly kind: FactorKind; readonly confirmedAt: Date }[];
  /** Last success with a factor or a recovery code, an enrolment included; null for none. */
  readonly lastMfaAt: Date | null;
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

export interface MemberStore {
  /** Members in the order in which they joined. Within a transaction: it changes how the database plans. */
  page(
    organizationId: string,
    asked: AskedMembers,
    page: { readonly after: MemberKey | null; readonly limit: number },
  ): Promise<readonly MemberRow[]>;
  find(organizationId: string, userId: string): Promise<MemberRow | null>;
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
}
