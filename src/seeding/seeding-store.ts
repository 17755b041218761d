/** What applying a file needs beyond the stores of what is in it. */
export interface SeedingStore {
  /** Waits until no other file is being applied; the next one waits until this transaction has ended. */
  begin(): Promise<void>;
  /** Locks people until the transaction ends, in the order of their ids; those who do not exist yet are left out. */
  lockPeople(people: {
    readonly userIds: readonly string[];
    readonly emails: readonly string[];
  }): Promise<void>;
}
