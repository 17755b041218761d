import { type JobKind, jobKinds } from '../jobs/queue.ts';
import type { Operations } from '../operations/operations.ts';
import { type EnforcementPhase, enforcementPhase } from '../organizations/authority/enforcement-state.ts';
import type { PlansAt } from '../plans/plans.ts';
import type { Stores } from '../stores.ts';
import type { DueWorkState, HourOfSignIns, OrganizationGroup, QueueState } from './instance-store.ts';

const dayMs = 24 * 60 * 60 * 1000;
const hourMs = 60 * 60 * 1000;

/** How far ahead the operator is told of trials that end. */
export const trialDays = 14;

/** Hours of which sign-ins are counted, the present one included. */
export const countedHours = 24;

/** How the installation does. */
export interface InstanceHealth {
  readonly database: {
    readonly answersInMs: number;
    readonly connections: { readonly used: number; readonly most: number };
  };
  readonly mail: { readonly isProven: boolean } & Backlog;
  readonly dueWork: DueWorkState;
  readonly signOuts: Backlog;
  /** Since when the newest key signs. */
  readonly signsSince: Date | null;
}

/** What waits in the queue, and what was given up. */
export type Backlog = Pick<QueueState, 'waiting' | 'retrying' | 'failed'>;

/** @param measure milliseconds of a clock that only goes forward */
export async function instanceHealth(
  { db, isMailWorking }: Pick<Operations, 'db' | 'isMailWorking'>,
  { now, measure }: { readonly now: Date; readonly measure: () => number },
): Promise<InstanceHealth> {
  const { instance } = db;
  const begun = measure();
  const connections = await instance.connections();
  const answersInMs = Math.max(0, Math.round(measure() - begun));
  const [queues, dueWork, keys, isProven] = await Promise.all([
    instance.queues(),
    instance.dueWork(now),
    db.signingKeys.all(),
    isMailWorking(null, ''),
  ]);
  return {
    database: { answersInMs, connections },
    mail: { isProven, ...backlogOf(queues, ['send-mail', 'mail-reset-link']) },
    dueWork,
    signOuts: backlogOf(queues, ['end-sessions', 'deliver-logout']),
    signsSince: signsSince(keys, now),
  };
}

function backlogOf(queues: readonly QueueState[], kinds: readonly JobKind[]): Backlog {
  const of = queues.filter(({ kind }) => kinds.includes(kind));
  const sum = (field: keyof Backlog) => of.reduce((total, each) => total + each[field], 0);
  return { waiting: sum('waiting'), retrying: sum('retrying'), failed: sum('failed') };
}

/** Every queue of the installation, also those in which nothing is. */
export async function allQueues({ instance }: Pick<Stores, 'instance'>): Promise<readonly QueueState[]> {
  const known = await instance.queues();
  return jobKinds.map(
    (kind) =>
      known.find((each) => each.kind === kind) ?? {
        kind,
        ...{ waiting: 0, retrying: 0, failed: 0, oldestSince: null },
      },
  );
}

type SigningKeys = Awaited<ReturnType<Stores['signingKeys']['all']>>;

function signsSince(keys: SigningKeys, now: Date): Date | null {
  const signing = keys.filter(({ signsFrom, retiresAt }) => signsFrom <= now && retiresAt === null);
  const [newest] = signing.map(({ signsFrom }) => signsFrom).toSorted((one, other) => +other - +one);
  return newest ?? null;
}

/** Organizations by whether they enforce. */
export interface OrganizationCounts extends Readonly<Record<EnforcementPhase, number>> {
  readonly all: number;
  /** Whose trial ends within `trialDays`, and of those: which enforce, or have announced it. */
  readonly trialsEnding: number;
  readonly trialsEnforcing: number;
}

/** @param groups from `organizationGroups`, by `trialEndsBy` */
export function countOrganizations(
  groups: readonly OrganizationGroup[],
  { plans, now }: PlansAt,
): OrganizationCounts {
  const counts = { all: 0, on: 0, scheduled: 0, off: 0, trialsEnding: 0, trialsEnforcing: 0 };
  for (const { sample, organizations, hasRequiredMembers, trialEnds } of groups) {
    const context = { plans, requiredMembers: hasRequiredMembers ? 1 : 0 };
    const phase = enforcementPhase(sample, context, now);
    counts.all += organizations;
    counts[phase] += organizations;
    if (trialEnds) counts.trialsEnding += organizations;
    if (trialEnds && phase !== 'off') counts.trialsEnforcing += organizations;
  }
  return counts;
}

export function trialEndsBy(now: Date): Date {
  return new Date(now.getTime() + trialDays * dayMs);
}

/** The beginning of the first counted hour. */
export function firstCountedHour(now: Date): Date {
  const current = Math.floor(now.getTime() / hourMs);
  return new Date((current - countedHours + 1) * hourMs);
}

/** Every counted hour, the oldest first, also those of which the log tells nothing. */
export function everyHour(counted: readonly HourOfSignIns[], now: Date): readonly HourOfSignIns[] {
  const first = firstCountedHour(now).getTime();
  return Array.from({ length: countedHours }, (_, index) => {
    const at = new Date(first + index * hourMs);
    const known = counted.find((hour) => hour.at.getTime() === at.getTime());
    return known ?? { at, signedIn: 0, refused: 0 };
  });
}
