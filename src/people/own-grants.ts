import type { LogoutDelivery } from '../jobs/queue.ts';

/** What a person has let an application have, in one browser; or what is remembered of it where no session has all of that. */
export interface OwnGrant {
  /** SHA-256 of its id, or of what it is remembered by. */
  readonly hash: Buffer;
  readonly clientId: string;
  /** Of OpenID Connect and of resource servers. */
  readonly scopes: readonly string[];
  readonly grantedAt: Date;
  /** When its application last got or used something of it; null: nobody knows. */
  readonly lastUsedAt: Date | null;
  readonly expiresAt: Date;
}

/** What was taken back of one application. */
export interface RevokedGrants {
  readonly clientId: string;
  /** The applications that want to be told. */
  readonly deliveries: readonly LogoutDelivery[];
}

export interface OwnGrantStore {
  /** Whether a grant stands that has not expired. @param hash SHA-256 of its id */
  isLive(hash: Buffer, now: Date): Promise<boolean>;
  /** Live ones, the last to expire first, then what is remembered beyond those of its application. */
  ofUser(userId: string, now: Date): Promise<readonly OwnGrant[]>;
  /**
   * Takes one back, with its tokens. The session that it came from stays. Where the person's consent to the application
   * is remembered it is forgotten, and every grant of theirs to it goes.
   * @returns null: the user has no such grant
   */
  revoke(userId: string, hash: Buffer): Promise<RevokedGrants | null>;
  /** The same of every grant to one application. */
  revokeClient(userId: string, clientId: string): Promise<RevokedGrants | null>;
}
