import type { JobKind } from '../jobs/queue.ts';
import type { EnforcingOrganization } from '../people/person-facts.ts';
import type { FactorKind } from '../policy/facts.ts';

/** Jobs of one kind that are not done yet. */
export interface QueueState {
  readonly kind: JobKind;
  readonly waiting: number;
  /** Of those: which have failed at least once and are tried again. */
  readonly retrying: number;
  /** Not among those: what was given up, and is kept for the operator (jobs/dead-letters.ts). */
  readonly failed: number;
  /** Since when the one waits that has waited the longest; null where none does. */
  readonly oldestSince: Date | null;
}

/** What is due at an instant (jobs/due-work.ts). */
export interface DueWorkState {
  /** Since when the oldest of it has been due; null where nothing is. */
  readonly dueSince: Date | null;
  /** What comes next. */
  readonly next: { readonly at: Date; readonly organization: string } | null;
}

/** Sign-ins that ended in one hour. */
export interface HourOfSignIns {
  /** Its beginning. */
  readonly at: Date;
  readonly signedIn: number;
  /** Wrong passwords and codes, and what a policy refused. */
  readonly refused: number;
}

/** A person whose second factor wrong codes have locked. */
export interface LockedPerson {
  readonly id: string;
  readonly email: string;
  readonly name: string | null;
  readonly organizations: readonly string[];
  readonly failures: number;
  /** Until when codes are refused unseen; null: until somebody unlocks it, or a security key is proven. */
  readonly until: Date | null;
}

/** Organizations that are alike in all that says what they require. */
export interface OrganizationGroup {
  /** One of them. */
  readonly sample: EnforcingOrganization;
  readonly organizations: number;
  /** Whether members were chosen one by one. */
  readonly hasRequiredMembers: boolean;
  /** Whether their trials end within the span that was asked for. */
  readonly trialEnds: boolean;
}

/** Members of an organization, by the factors that they have. */
export interface MemberCount {
  readonly organizationId: string;
  readonly members: number;
  readonly with: Readonly<Record<FactorKind, number>>;
  readonly withAny: number;
  /** Who was chosen one by one. */
  readonly required: number;
}

/** Questions about the installation as a whole. */
export interface InstanceStore {
  /** How many connections the database has of as many as it may have. */
  connections(): Promise<{ readonly used: number; readonly most: number }>;
  /** Of each kind that has any. */
  queues(): Promise<readonly QueueState[]>;
  dueWork(now: Date): Promise<DueWorkState>;
  /** By hours since an instant, the oldest first; hours without any are left out. */
  signIns(since: Date): Promise<readonly HourOfSignIns[]>;
  /** Those with the most failures first. */
  lockedPeople(
    now: Date,
    limit: number,
  ): Promise<{ readonly people: readonly LockedPerson[]; readonly total: number }>;
  countPeople(): Promise<number>;
  /** Of organizations that have any. */
  memberCounts(organizationIds: readonly string[]): Promise<readonly MemberCount[]>;
  /** @param trialEndsBy see `OrganizationGroup.trialEnds` */
  organizationGroups(now: Date, trialEndsBy: Date): Promise<readonly OrganizationGroup[]>;
}
