import type { Browser } from '../authenticators/browser.ts';
import type { RememberedDevice } from '../authenticators/remembered-device.ts';
import type { Member, Organization } from '../organizations/core/organization.ts';
import type { FactorKind, Proofs } from '../policy/facts.ts';
import type { User } from './user.ts';

/** All that decisions about one user need, read in one statement. */
export interface Person {
  readonly user: User;
  readonly factors: readonly PersonFactor[];
  readonly recoveryCodesLeft: number;
  /** When they last had them at hand: was told them, checked one or used one; null when nobody knows. */
  readonly recoveryCodesAtHandAt: Date | null;
  /** Ids of the used codes of the present set. */
  readonly usedRecoveryCodes: readonly string[];
  readonly memberships: readonly Membership[];
  /** The record of the session that was asked for, if there is one and it is this user's. */
  readonly session: SessionRecord | null;
  /** The device of the cookie that was asked for, if this user is remembered on it. */
  readonly rememberedDevice: RememberedDevice | null;
}

export interface PersonFactor {
  readonly id: string;
  readonly kind: FactorKind;
  readonly nickname: string;
  readonly confirmedAt: Date;
  /** When it was last right at a sign-in; null for never. */
  readonly lastUsedAt: Date | null;
}

export interface Membership {
  readonly member: Member;
  readonly organization: Organization;
  /** Their e-mail is in a verified domain of the organization, or it is their only membership. */
  readonly managesUser: boolean;
}

/** What was proven in one session of the provider, and when. */
export interface SessionRecord {
  readonly userEpoch: number;
  /** Read with its person: those that still live (ruling 24). */
  readonly proofs: Proofs;
  /** The address (IPv6: its /64) of the last proof of a second factor. */
  readonly sourcePrefix: string;
  /** Organization id to the epoch millisecond until which it lets a prompt be skipped. */
  readonly suppressed: Readonly<Record<string, number>>;
  readonly openedAt: Date;
  readonly lastSeenAt: Date;
  /** A set-up that a request had us offer was declined in it: it is offered once a session (ruling 31). */
  readonly declinedOffer: boolean;
  /** Whether the next page of ours has something to say once (page-memory.ts). Default no. */
  readonly hasNotice?: boolean | undefined;
}

export interface PersonStore {
  /**
   * @param sessionUid whose record to read along; null for none
   * @param deviceId in the cookie of a remembered device, to read it along; default none
   */
  byId(userId: string, sessionUid: string | null, deviceId?: string | null): Promise<Person | null>;
  /** The same by SHA-256 of the session's uid. */
  bySessionHash(userId: string, sessionHash: Buffer): Promise<Person | null>;
  byEmail(email: string): Promise<Person | null>;
  /** Without session records, in the order of their ids; unknown ones are left out. */
  byIds(userIds: readonly string[]): Promise<readonly Person[]>;
  /** Members of an organization in the order of their ids, without session records. */
  inOrganization(
    organizationId: string,
    afterUserId: string | null,
    limit: number,
  ): Promise<readonly Person[]>;
}

export interface OpenedSession {
  readonly uid: string;
  readonly userId: string;
  readonly record: SessionRecord;
  /** Default an unknown one. */
  readonly browser?: Browser;
  readonly expiresAt: Date;
}

/** A session as it is listed for its owner. */
export interface OwnSession extends Browser {
  /** SHA-256 of the uid. */
  readonly hash: Buffer;
  readonly openedAt: Date;
  readonly lastSeenAt: Date;
  readonly sourcePrefix: string;
  /** As they were stored; which of them still live is for `livingProofs` to say. */
  readonly proofs: Proofs;
  /** Of the applications that have a grant in it, our own pages included. */
  readonly clientIds: readonly string[];
}

export interface KeptSession {
  /** SHA-256 of the uid. */
  readonly sessionHash: Buffer;
  readonly userId: string;
  /** The raised one. */
  readonly userEpoch: number;
  readonly proofs: Proofs;
}

export interface SessionStore {
  /**
   * Writes what a finished sign-in or step-up proved; the latest write of a session wins. Suppressions that it had for
   * the same user and epoch stay: its grants carry them to their own expiry (ruling 7).
   * @param reading.deviceId in the cookie of a remembered device, to read it along; null for none
   * @returns its person with this record, or without one when `end` has ended it meanwhile; null when the account is gone.
   */
  open(opened: OpenedSession, reading: { readonly deviceId: string | null }): Promise<Person | null>;
  /** Adds until when each organization lets a prompt be skipped in this session; the latest word of each wins. */
  suppress(uid: string, suppressed: SessionRecord['suppressed']): Promise<void>;
  touch(uid: string, now: Date): Promise<void>;
  /**
   * Takes a session of the epoch before along into this one: it is the one that raised it. What a remembered device
   * spared it is over, since with the epoch every such device is forgotten.
   */
  carryOver(uid: string, userId: string, userEpoch: number): Promise<void>;
  /** The same by SHA-256 of its uid, with what was proven in it on the way (`{}` for nothing). */
  keep(kept: KeptSession): Promise<void>;
  /** Live sessions, the newest first; `after` is the last one of the page before. */
  ofUser(
    userId: string,
    page: { readonly after: Pick<OwnSession, 'openedAt' | 'hash'> | null; readonly limit: number },
    now: Date,
  ): Promise<readonly OwnSession[]>;
  /** Where sessions of a user that are remembered still came from, ended ones included: addresses, of IPv6 their /64. */
  sourcesOf(userId: string): Promise<readonly string[]>;
  /** Ends one live session for good, grants and tokens included. False: the user has no such session. */
  end(userId: string, sessionHash: Buffer, now: Date): Promise<boolean>;
}
