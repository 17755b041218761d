import type { Notice, Recipient } from '../notices/notices.ts';
import type { ResetOrder } from '../organizations/resets/candidate.ts';
import type { ResetRequest } from '../passwords/request-reset.ts';

/** Work that waits in the database until it has succeeded. */
export type Job =
  | { readonly kind: 'end-sessions'; readonly userIds: readonly string[] }
  | { readonly kind: 'deliver-logout'; readonly delivery: LogoutDelivery }
  | {
      readonly kind: 'send-mail';
      readonly to: Recipient;
      readonly notice: Notice;
      /** When it happened, epoch milliseconds; the mail says so, however late it goes out. */
      readonly happenedAt: number;
    }
  | { readonly kind: 'mail-reset-link'; readonly request: ResetRequest }
  /** Orders new passwords of the members after this one. */
  | { readonly kind: 'order-resets'; readonly order: ResetOrder; readonly afterUserId: string };

/** One application that has to be told that a session of a person has ended. */
export interface LogoutDelivery {
  readonly clientId: string;
  /** The person, as the application knows them. */
  readonly sub: string;
  /** The session, as the application knows it; null for all of this person's. */
  readonly sid: string | null;
}

export type JobKind = Job['kind'];

export type JobOf<Kind extends JobKind> = Extract<Job, { readonly kind: Kind }>;

export const jobKinds = [
  'end-sessions',
  'deliver-logout',
  'send-mail',
  'mail-reset-link',
  'order-resets',
] as const satisfies readonly JobKind[];

/** A job that is ours until it is done or postponed, or until its claim lapses because this server has died. */
export interface TakenJob<Kind extends JobKind = JobKind> {
  readonly id: string;
  /** Distinguishes our claim from a later one, after ours has lapsed. */
  readonly claim: number;
  readonly job: JobOf<Kind>;
  /** Attempts that failed before this one. */
  readonly failures: number;
}

/** Where jobs are put, in the transaction of the change that they follow from. */
export interface JobInbox {
  /** They are due at once. */
  add(jobs: readonly Job[]): Promise<void>;
  /** Removes each job, done or not, that names a person who is erased: by an address, or by the hash of a link. */
  forgetNaming(addresses: readonly string[], links: readonly Buffer[]): Promise<void>;
}

/** The queue as whoever works on it sees it. Any number of servers may take from it at once. */
export interface JobQueue {
  /** Takes up to `limit` jobs that are due, the longest due first; each goes to one caller alone. */
  take<Kind extends JobKind>(kind: Kind, now: Date, limit: number): Promise<readonly TakenJob<Kind>[]>;
  done<Kind extends JobKind>(taken: TakenJob<Kind>): Promise<void>;
  /** Puts it back as failed once more. Nothing happens where the claim has lapsed. */
  postpone<Kind extends JobKind>(taken: TakenJob<Kind>, dueAt: Date): Promise<void>;
  /** Frees lapsed claims and removes finished jobs, once. */
  upkeep(): Promise<void>;
  /** The same about every minute from now on. */
  startUpkeep(onProblem: (problem: unknown) => void): Promise<void>;
  stopUpkeep(): Promise<void>;
}
