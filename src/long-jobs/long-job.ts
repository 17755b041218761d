import type { Actor } from '../audit/event.ts';
import type { MemberFilter } from '../organizations/members/member-list-store.ts';
import type { Instant } from '../policy/facts.ts';
import type { RefusalCode } from '../refusal/refusal.ts';

/** What takes so long that it goes on after the request that started it. */
export const longJobKinds = [
  'remind_members',
  'require_members',
  'exempt_members',
  'inherit_members',
  'reset_passwords',
  'activity_export',
] as const;

export type LongJobKind = (typeof longJobKinds)[number];

export const longJobStates = ['queued', 'running', 'done', 'stopped', 'failed'] as const;

export type LongJobState = (typeof longJobStates)[number];

/** Why one ended that is not done: somebody stopped it, whoever started it may not any more, or it went wrong. */
export type WhyEnded = 'stopped' | 'starter_may_not' | 'error';

/** Why nothing was done to one of those whom it is about. */
export type SkipReason = RefusalCode | 'already_so' | 'not_needed';

/** Those whom a job is about: by their ids in order, or as a filter finds them among those who had joined by then. */
export type ChosenMembers =
  | { readonly ids: readonly string[] }
  | { readonly filter: MemberFilter; readonly joinedBy: Instant };

/** What becomes of the override of many, or that they are reminded. */
export interface BulkAction {
  readonly kind: 'remind' | 'require' | 'exempt' | 'inherit';
  readonly reason?: string;
  /** Of an exemption; null: no end. Left out: that of an exemption which stands already, else none. */
  readonly exemptUntil?: Instant | null;
}

/** Which events to export; see `ActivityFilter`. */
export interface ExportedEvents {
  readonly type?: string;
  readonly actor?: string;
  readonly target?: string;
  readonly from?: Instant;
  readonly to?: Instant;
}

/** What a job does. Plain JSON, sealed in its row. */
export type LongJobWork =
  | { readonly of: 'members'; readonly chosen: ChosenMembers; readonly action: BulkAction }
  | {
      readonly of: 'resets';
      readonly chosen: ChosenMembers;
      readonly mustEnroll: boolean;
      readonly orderedAt: Instant;
    }
  | { readonly of: 'activity'; readonly filter: ExportedEvents };

/** Who started a job: what they may do is asked again before each batch. */
export interface Starter {
  readonly actor: Actor;
  /** Null for the operator. */
  readonly admin: {
    readonly userId: string;
    /** Of the person when they started it: what was made under an older one is refused. */
    readonly epoch: number;
    /** Whether they had proven a second factor of the last five minutes. */
    readonly hadFreshMfa: boolean;
  } | null;
}

/** What only the runner of a job reads. */
export interface LongJobParameters {
  readonly work: LongJobWork;
  readonly starter: Starter;
}

export interface SkippedId {
  readonly userId: string;
  readonly reason: SkipReason;
}

/** How far a job is. */
export interface LongJobProgress {
  readonly total: number;
  /** Those with whom all went well. */
  readonly done: number;
  readonly failed: number;
  readonly reasons: Readonly<Partial<Record<SkipReason, number>>>;
  /** The first of those who failed. */
  readonly examples: readonly SkippedId[];
}

export interface LongJob extends LongJobProgress {
  readonly id: string;
  /** Null for one that is about the whole instance. */
  readonly organizationId: string | null;
  readonly kind: LongJobKind;
  /** Null for the operator. */
  readonly startedBy: { readonly id: string; readonly email: string; readonly name: string | null } | null;
  readonly state: LongJobState;
  readonly whyEnded: WhyEnded | null;
  readonly startedAt: Date;
  readonly updatedAt: Date;
  readonly endedAt: Date | null;
  readonly expiresAt: Date;
}

/** A job as whoever does its next batch reads it. */
export interface RunnableJob extends Omit<LongJob, 'startedBy'> {
  /** Of the batch that comes next; each is done once. */
  readonly step: number;
  readonly parameters: LongJobParameters;
  /** Where the next batch begins, as the one before has said; null for the first. */
  readonly progress: string | null;
}

/** Those who are named in a job, and in the answer to a request, of all that failed. */
export const mostExamples = 50;

/** A job is known for so long after its last change, and its file can be had. */
export const longJobDays = 7;

/** Jobs of one organization that may be under way at once. */
export const mostJobsUnderWay = 5;

export function isUnderWay({ state }: Pick<LongJob, 'state'>): boolean {
  return state === 'queued' || state === 'running';
}

export function expiryOf(now: Date): Date {
  return new Date(now.getTime() + longJobDays * 24 * 60 * 60 * 1000);
}
