/** An operator may read the console of an organization, until then. */
export interface SupportOpening {
  readonly userId: string;
  readonly organizationId: string;
  readonly openedAt: Date;
  readonly expiresAt: Date;
}

export interface SupportStore {
  /** The one that has not expired; null for none. */
  find(userId: string, organizationId: string, now: Date): Promise<SupportOpening | null>;
  /** A later one takes the place of the one before. */
  open(opening: SupportOpening): Promise<void>;
  /** @returns whether there was one that had not expired */
  end(userId: string, organizationId: string, now: Date): Promise<boolean>;
  /** @returns the organizations of those that had not expired */
  endAllOf(userId: string, now: Date): Promise<readonly string[]>;
}
