import type { LongJob, LongJobState, RunnableJob, SkippedId, WhyEnded } from './long-job.ts';

/** What a batch changes. */
export interface SavedBatch
  extends Pick<
    RunnableJob,
    'id' | 'step' | 'progress' | 'done' | 'failed' | 'reasons' | 'examples' | 'updatedAt' | 'expiresAt'
  > {
  readonly state: Extract<LongJobState, 'running'>;
}

/** How one ends. What it was to do is forgotten with that. */
export interface LongJobEnd {
  readonly state: Extract<LongJobState, 'done' | 'stopped' | 'failed'>;
  readonly whyEnded: WhyEnded | null;
  readonly now: Date;
}

/** One of those who failed, with what is known of them; an account that is erased is not among them. */
export interface FailedMember extends SkippedId {
  readonly email: string;
  readonly name: string | null;
}

export interface LongJobStore {
  add(
    job: Omit<RunnableJob, 'step' | 'progress' | 'done' | 'failed' | 'reasons' | 'examples' | 'endedAt'>,
  ): Promise<void>;
  find(id: string): Promise<LongJob | null>;
  /** Those of an organization, the newest first. */
  page(
    organizationId: string,
    page: { readonly after: Pick<LongJob, 'startedAt' | 'id'> | null; readonly limit: number },
  ): Promise<readonly LongJob[]>;
  countUnderWay(organizationId: string): Promise<number>;
  failures(id: string): Promise<readonly FailedMember[]>;
  /** Locks one that is under way; null for one that is not, or is gone. */
  lock(id: string): Promise<RunnableJob | null>;
  saveBatch(batch: SavedBatch): Promise<void>;
  /** @returns false where it had ended before */
  end(id: string, end: LongJobEnd): Promise<boolean>;
  addPiece(id: string, piece: number, text: string): Promise<void>;
  /** Null behind the last one. */
  piece(id: string, piece: number): Promise<string | null>;
  /**
   * Removes the jobs that have a file, or are about to have one, with the file: those of the organizations, and of each whose
   * log tells of the person.
   */
  forgetFiles(organizationIds: readonly string[], userId: string): Promise<void>;
}
