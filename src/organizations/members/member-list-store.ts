import type { FactorTerms } from '../../policy/factors/factor-reach.ts';
import type { FactorKind, Instant, MembershipFacts, Override, Role, UserFacts } from '../../policy/facts.ts';
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
  /** When they joined; being let in again changes `member.joinedAt`, and not this. */
  readonly memberSince: Date;
  /** Second factors that failed in a row, and until when codes are refused unseen (limits/failure-limit.ts). */
  readonly secondFactorFailures: number;
  readonly lockedUntil: Date | null;
  /** See `Membership.managesUser`. */
  readonly isManaged: boolean;
  readonly isDeactivated: boolean;
  /** By what a page goes on after them; see `MemberKey`. */
  readonly sortKey: string;
}

/** Sessions and sign-ins of one member. */
export interface MemberUse {
  readonly liveSessions: number;
  /** Of the live sessions; null without one. */
  readonly lastSeenAt: Date | null;
  /** The last one in the log of this organization, which tells of no sign-in that was another's concern (ruling 33). */
  readonly lastSignInAt: Date | null;
}

/** Members of an organization of whom a policy may have ended sessions. */
export interface MembersInDoubt {
  readonly organizationId: string;
  /** Kinds of factor of which one confirmed in time leaves no doubt. */
  readonly protecting: readonly FactorKind[];
}

/** Which members to list; what is null or left out is whatever it is. Plain JSON, since a queue carries it. */
export interface MemberFilter {
  readonly status: ProtectionStatus | null;
  /** Part of the e-mail or the name, in any case. */
  readonly text: string | null;
  readonly role?: Role | undefined;
  /** The one that stands: an exemption that is over counts as `inherit`. */
  readonly override?: Override | undefined;
  /** Who has a factor of this kind; `none`: no factor at all. */
  readonly factor?: FactorKind | 'none' | undefined;
  /** By an administrator, or by a rule that still holds. */
  readonly isSuspended?: boolean | undefined;
  /** Exempt until this instant at the latest, and still so. */
  readonly exemptEndsBy?: Instant | undefined;
}

/** What members can be listed by; see `orders` in storage for what is not among them. */
export const memberSorts = ['joined', 'email', 'name'] as const;

export type MemberSort = (typeof memberSorts)[number];

/** Which members to list in which order, by their status at an instant. */
export interface AskedMembers {
  readonly filter: MemberFilter;
  readonly sort: MemberSort;
  readonly terms: StatusTerms;
  readonly now: Date;
}

/** Where a list goes on: after whom, and by what of them the list is in order. */
export interface MemberKey {
  /** The instant of joining, an address or a name in the form that is compared. */
  readonly sortKey: string;
  readonly userId: string;
}

/** How many members have these things in common. */
export interface MemberTally {
  readonly role: Role;
  /** Which kinds of factor they have, whether or not these protect here. */
  readonly totp: boolean;
  readonly webauthn: boolean;
  /** `exempt` only where the exemption stands. */
  readonly override: Override;
  readonly suspended: Member['suspended'];
  /**
   * Index of the first of the instants that were asked for by which they were protected, with the factors that they have
   * today; the number of instants where by none of them. Null: they are not protected.
   */
  readonly protectedBefore: number | null;
  /** Whether their exemption stands, and ends by the instant that was asked for. */
  readonly exemptionEnds: boolean;
  readonly members: number;
}

/** What members are counted by. */
export interface AskedStanding extends Pick<StatusTerms, 'protecting'> {
  /** In ascending order. */
  readonly instants: readonly Date[];
  readonly exemptionsBy: Date;
  readonly invitationsBy: Date;
  readonly now: Date;
}

export interface MemberStanding {
  readonly tallies: readonly MemberTally[];
  /** Invitations that have not expired, and those of them that do by the instant that was asked for. */
  readonly invited: number;
  readonly invitationsEnding: number;
  /** Members whose second factor wrong codes have locked. */
  readonly locked: number;
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
  /** A page of members. Within a transaction: it changes how the database plans. */
  page(
    organizationId: string,
    asked: AskedMembers,
    page: { readonly after: MemberKey | null; readonly limit: number },
  ): Promise<readonly MemberRow[]>;
  row(organizationId: string, userId: string): Promise<MemberRow | null>;
  use(organizationId: string, userId: string, now: Date): Promise<MemberUse>;
  /** Members by ids and addresses, in the order of their ids; unknown ones are left out. */
  named(organizationId: string, names: readonly string[]): Promise<readonly MemberRow[]>;
  /** Counts all members, and what stands beside them. Within a transaction, as `page`. */
  standing(organizationId: string, asked: AskedStanding): Promise<MemberStanding>;
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
