/** What can be due at an instant. Decisions are right without it; it makes lasting what they say already. */
export const dueKinds = [
  /** A policy, an override or a grace took effect: sessions that it ended are ended for good. */
  'revoke_sessions',
  'trial_end',
  'trial_reminder',
  'policy_announcement',
  'deadline_reminder',
  'invitation_expiry',
] as const;

export type DueKind = (typeof dueKinds)[number];

export interface DueWork {
  readonly id: string;
  readonly kind: DueKind;
  readonly organizationId: string;
  /** Whom it concerns; null for the organization as a whole. */
  readonly userId: string | null;
  readonly dueAt: Date;
  /** The last member that was dealt with; work on many members goes on after them. */
  readonly afterUserId: string | null;
}

export interface DueWorkStore {
  add(work: Omit<DueWork, 'id' | 'afterUserId'>): Promise<void>;
  /** Adds it unless some of that kind lies ahead already, for the same organization or member. */
  addUnlessAhead(work: Omit<DueWork, 'id' | 'afterUserId'>, now: Date): Promise<void>;
  /** Withdraws what is not due any more, e.g. the end of a trial that was extended. */
  withdraw(kind: DueKind, organizationId: string, userId: string | null): Promise<void>;
  /**
   * Locks the organization of the oldest due row, and then the row, until the transaction ends; what another server
   * works on, or somebody is changing, is passed over: it is still due at the next turn.
   */
  takeNext(now: Date): Promise<DueWork | null>;
  /** Whether something of this kind is due for the organization or one of its members. */
  isDue(kind: DueKind, organizationId: string, now: Date): Promise<boolean>;
  /** Removes all of it that is due. */
  allDone(kind: DueKind, organizationId: string, now: Date): Promise<void>;
  done(id: string): Promise<void>;
  /** Keeps the row for the members after this one. */
  advance(id: string, afterUserId: string): Promise<void>;
  /** After a failure, so that it does not stand in the way of what is due behind it. */
  postpone(id: string, until: Date): Promise<void>;
}
