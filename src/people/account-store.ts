import type { Throttled } from '../limits/limit.ts';
import type { Person } from './person.ts';
import type { User } from './user.ts';

export interface AccountStore {
  /**
   * Charges one password attempt before anything is compared, in one committed statement, and reads the person.
   * @param attempt.key of the throttle: account and source (see password-throttle.ts)
   * @param attempt.deviceId in the cookie of a remembered device, to read it along with the person; null for none
   */
  chargePasswordAttempt(
    attempt: { readonly key: Buffer; readonly email: string; readonly deviceId: string | null },
    now: Date,
  ): Promise<Throttled | { readonly result: 'charged'; readonly person: Person | null }>;
  /** Refuses `email_taken`. */
  create(user: User): Promise<void>;
  updateProfile(
    userId: string,
    profile: Pick<User, 'name' | 'emailVerified' | 'profile' | 'attributes'>,
  ): Promise<void>;
  /**
   * Stores what a right password has shown of itself: another hash of it, and whether it is short. Nothing happens where
   * it has been replaced meanwhile.
   * @param before with the hash that it was compared with
   */
  renewPasswordHash(
    before: Pick<User, 'id' | 'passwordHash'>,
    password: { readonly hash: string; readonly isShort: boolean },
  ): Promise<void>;
  /** Locks the user until the transaction ends; whoever locks organizations too locks those first, by their ids. */
  lock(userId: string): Promise<void>;
  /** The same for several, in the order of their ids. */
  lockAll(userIds: readonly string[]): Promise<void>;
  /** The same for all members of an organization, in the order of their ids. */
  lockMembersOf(organizationId: string): Promise<void>;
  /**
   * Gives a user another address, which is verified and, for 7 days, no enrolment proof (ruling 4).
   * Refuses `email_taken`.
   */
  changeEmail(userId: string, email: string, now: Date): Promise<void>;
  /**
   * Makes the present passwords of users worthless until new ones are set, and ends their sessions. Those
   * whom this order or a later one has reached are left out, so an order may be carried out again.
   * @param orderedAt by which the order is known
   * @returns the ids of the others
   */
  markForReset(userIds: readonly string[], orderedAt: Date): Promise<readonly string[]>;
  /**
   * The same for one user by their own wish, without an order. A mark that stands keeps its instant.
   */
  requireNewPassword(userId: string, since: Date): Promise<void>;
  /**
   * Marks those of the users who have no confirmed factor: their next sign-in sets one up (ruling 35). A mark that stands
   * keeps its instant. The users are locked before, so that none of them enrols in the same moment.
   * @returns the ids of those who are marked now
   */
  markMustEnroll(userIds: readonly string[], since: Date): Promise<readonly string[]>;
  /** Users in the order of their addresses. */
  page(afterEmail: string | null, limit: number): Promise<readonly User[]>;
  /**
   * Closes an account, or opens it again (null). Either way its epoch is raised, so that whatever was opened before stays
   * closed.
   */
  setDeactivated(userId: string, since: Date | null): Promise<void>;
  setOperator(mark: Pick<User, 'id' | 'isOperator'>): Promise<void>;
  /**
   * Removes a user and all that is theirs: factors, codes, memberships, sessions, links, devices, grants and tokens. Their
   * id is never given to anybody else.
   */
  erase(userId: string): Promise<void>;
  /** Clears the failures of a second factor, also past the hard stop. @returns how many there were; null: no such user */
  clearSecondFactorFailures(userId: string): Promise<number | null>;
  /** Raises the epoch: every session, grant and token of the user is refused from now on. */
  endSessions(userId: string): Promise<void>;
  /** The same for many users in one statement. */
  endSessionsOf(userIds: readonly string[]): Promise<void>;
  /**
   * Stores a new password of full length and ends all older sessions.
   * @returns the new epoch; null when the user's epoch is not `epoch` any more.
   */
  replacePassword(
    userId: string,
    epoch: number,
    password: { readonly hash: string; readonly changedAt: Date },
  ): Promise<number | null>;
  /** The same for one that may be short (`isShort`: under 15 characters), where MFA is always required. */
  changePassword(
    userId: string,
    epoch: number,
    password: { readonly hash: string; readonly isShort: boolean; readonly changedAt: Date },
  ): Promise<number | null>;
}
