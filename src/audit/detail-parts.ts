import type { Override, Role } from '../policy/facts.ts';

export interface BeforeAndAfter<Value> {
  readonly before: Value;
  readonly after: Value;
}

/** Fields of an organization by name, those alone that differ. */
export type SomeFields = Readonly<Record<string, unknown>>;

/** What of a membership is told, the fields alone that a change is about. */
export interface MemberPart {
  readonly role?: Role;
  readonly override?: Override;
  readonly exemptUntil?: Date | null;
  readonly suspended?: 'by_rule' | 'by_admin' | null;
}

/** The reason is often what an administrator has written. */
export interface MemberChange extends BeforeAndAfter<MemberPart> {
  readonly reason?: string;
}

export interface MemberEnd {
  readonly before: MemberPart;
  readonly after: null;
  readonly reason: string;
}

export interface Invited {
  readonly email: string;
  readonly role: Role;
}

export interface Terms {
  readonly plan: string;
  readonly seats: number;
  readonly trialEndsAt: string | null;
}

export interface PilotSize {
  readonly users: number;
  readonly percent: number;
}

export interface JobProgress {
  readonly job: string;
  readonly kind: string;
  readonly done: number;
  readonly failed: number;
}

/** Of one kind of job; whom it concerns is sealed in the queue, and stays there. */
export interface DeadLetters {
  readonly kind: string;
  readonly count: number;
}
