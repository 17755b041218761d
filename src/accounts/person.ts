import type { Member, Organization } from '../organizations/organization.ts';
import type { FactorKind, Proofs } from '../policy/facts.ts';
import type { User } from './user.ts';

/** All that decisions about one user need, read in one statement. */
export interface Person {
  readonly user: User;
  readonly factors: readonly PersonFactor[];
  readonly recoveryCodesLeft: number;
  readonly memberships: readonly Membership[];
  /** The record of the session that was asked for, if there is one and it is this user's. */
  readonly session: SessionRecord | null;
}

export interface PersonFactor {
  readonly id: string;
  readonly kind: FactorKind;
  readonly nickname: string;
  readonly confirmedAt: Date;
}

export interface Membership {
  readonly member: Member;
  readonly organization: Organization;
  /** His e-mail is in a verified domain of the organization, or it is his only membership. */
  readonly managesUser: boolean;
}

/** What was proven in one session of the provider, and when. */
export interface SessionRecord {
  readonly userEpoch: number;
  readonly proofs: Proofs;
  /** The address (IPv6: its /64) of the last proof of a second factor. */
  readonly sourcePrefix: string;
  /** Organization id to the epoch millisecond until which it lets a prompt be skipped. */
  readonly suppressed: Readonly<Record<string, number>>;
  readonly openedAt: Date;
  readonly lastSeenAt: Date;
}

export interface PersonStore {
  /** @param sessionUid whose record to read along; null for none. */
  byId(userId: string, sessionUid: string | null): Promise<Person | null>;
  byEmail(email: string): Promise<Person | null>;
}

export interface SessionStore {
  /**
   * Writes what a finished sign-in or step-up proved; the latest write of a session wins.
   * @returns its person with this record; null when the account is gone.
   */
  open(uid: string, userId: string, record: SessionRecord, expiresAt: Date): Promise<Person | null>;
  touch(uid: string, now: Date): Promise<void>;
}
