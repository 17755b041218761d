import type { SilentEnvironment } from '../../environments/store.ts';
import type { LongJobKind } from '../../long-jobs/long-job.ts';

/** What stands beside the counts of an organization when its administrators look in. */
export interface Surroundings {
  /** Who can lead the organization now. */
  readonly activeOwners: number;
  readonly nextInvitation: { readonly email: string; readonly expiresAt: string } | null;
  /** The first few of those whose second factor wrong codes have locked; `until` null: until it is ended. */
  readonly locked: readonly LockedMember[];
  /** What administrators have started and goes on. */
  readonly jobs: readonly RunningJob[];
  readonly environments: readonly SilentEnvironment[];
}

export interface LockedMember {
  readonly id: string;
  readonly email: string;
  readonly name: string | null;
  /** ISO 8601. */
  readonly until: string | null;
}

export interface RunningJob {
  readonly id: string;
  readonly kind: LongJobKind;
  readonly total: number;
  readonly done: number;
  readonly failed: number;
}

export interface OverviewStore {
  /** All of it in one statement. @param limit of the locked members */
  surroundings(
    organizationId: string,
    at: { readonly now: Date; readonly limit: number },
  ): Promise<Surroundings>;
}
