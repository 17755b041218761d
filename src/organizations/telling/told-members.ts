/** What somebody was mailed about what their organization requires. */
export interface ToldMember {
  readonly userId: string;
  readonly at: Date;
  /** From when, or since when, it is required of them. */
  readonly of: Date;
}

/** Kept by person and organization, and also when they are no member any more: who joins again knows it. */
export interface ToldMemberStore {
  among(organizationId: string, userIds: readonly string[]): Promise<readonly ToldMember[]>;
  /** The latest word counts. */
  note(organizationId: string, told: readonly ToldMember[]): Promise<void>;
}
