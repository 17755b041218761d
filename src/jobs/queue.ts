import type { AddressedNotice } from '../notices/notices.ts';
import type { ResetRequest } from '../passwords/request-reset.ts';
import type { SealedPlace } from '../sealing/sealing-store.ts';

/** Work that waits in the database until it has succeeded. */
export type Job =
  | { readonly kind: 'end-sessions'; readonly userIds: readonly string[] }
  | { readonly kind: 'deliver-logout'; readonly delivery: LogoutDelivery }
  | (AddressedNotice & {
      readonly kind: 'send-mail';
      /** When it happened, epoch milliseconds; the mail says so, however late it goes out. */
      readonly happenedAt: number;
    })
  | { readonly kind: 'mail-reset-link'; readonly request: ResetRequest }
  /** Does the batch of a long job with this number. */
  | { readonly kind: 'long-job'; readonly id: string; readonly step: number }
  /** Seals a batch of what older keys have sealed under the newest one (sealing/reseal.ts). */
  | { readonly kind: 'reseal'; readonly after: SealedPlace | null };

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
  'long-job',
  'reseal',
] as const satisfies readonly JobKind[];

/** A job that is ours until it is done or postponed, or until its claim lapses because this server has died. */
export interface TakenJob<Kind extends JobKind = JobKind> {
  readonly id: string;
  /** Distinguishes our claim from a later one, after ours has lapsed. */
  readonly claim: number;
  readonly job: JobOf<Kind>;
  /** Attempts that failed before this one. */
  readonly failures: number;
  /** Since when it waits; null where an older version has put it in. */
  readonly since: Date | null;
}

/** Why a job is not tried any more, and since when. */
export interface Loss {
  readonly at: Date;
  /** For the operator: short, and nothing that was sent. */
  readonly reason: string;
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
  /** Makes it a dead letter, which nobody takes (dead-letters.ts). Nothing happens where the claim has lapsed. */
  lose<Kind extends JobKind>(taken: TakenJob<Kind>, loss: Loss): Promise<void>;
  /** Frees lapsed claims and removes finished jobs, once. */
  upkeep(): Promise<void>;
  /** The same about every minute from now on. */
  startUpkeep(onProblem: (problem: unknown) => void): Promise<void>;
  stopUpkeep(): Promise<void>;
}
