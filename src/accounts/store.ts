import type { Person } from './person.ts';
import type { User } from './user.ts';

/** A throttle answered "not yet". */
export interface Throttled {
  readonly result: 'throttled';
  readonly retryAfterSeconds: number;
}

export interface AccountStore {
  /**
   * Charges one password attempt before anything is compared, in one committed statement, and reads the person.
   * @param key of the throttle: account and source (see password-throttle.ts).
   */
  chargePasswordAttempt(
    key: Buffer,
    email: string,
    now: Date,
  ): Promise<Throttled | { readonly result: 'charged'; readonly person: Person | null }>;
  /** Charges one use of something limited, e.g. a mail with a code; same delays as passwords. */
  charge(key: Buffer, now: Date): Promise<Throttled | { readonly result: 'charged' }>;
  clearThrottle(key: Buffer): Promise<void>;
  /** Refuses `email_taken`. */
  create(user: User): Promise<void>;
  updateProfile(userId: string, profile: Pick<User, 'name' | 'emailVerified' | 'profile'>): Promise<void>;
  setPasswordHash(userId: string, hash: string): Promise<void>;
  /** Raises the epoch: every session, grant and token of the user is refused from now on. */
  endSessions(userId: string): Promise<void>;
  /**
   * Stores a new password of full length and ends all older sessions.
   * @returns the new epoch; null when the user's epoch is not `epoch` any more.
   */
  replacePassword(userId: string, epoch: number, hash: string): Promise<number | null>;
}
