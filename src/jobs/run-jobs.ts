import type { Clock } from '../time/clock.ts';
import {
  type ConcurrencyLimit,
  type ConcurrencyLimits,
  createConcurrencyLimit,
} from './concurrency-limit.ts';
import { type JobKind, type JobOf, type JobQueue, jobKinds, type TakenJob } from './queue.ts';
import { reasonOf } from './reason.ts';
import { retryAfterSeconds } from './retries.ts';

/** What is done about one kind of job. */
export interface JobHandler<Kind extends JobKind> {
  readonly limits: ConcurrencyLimits;
  /** Throws where it did not succeed; then it is tried again later. */
  run(job: JobOf<Kind>, now: Date): Promise<void>;
  /** Called once, after the last attempt. */
  giveUp(job: JobOf<Kind>, failure: unknown, now: Date): Promise<void>;
  /** What becomes of it then: a dead letter, which the operator may have tried again, or nothing. */
  readonly leaves: 'dead letter' | 'nothing';
}

export type JobHandlers = { readonly [Kind in JobKind]: JobHandler<Kind> };

/** The worker of one server. */
export interface Jobs {
  /** Looks for due jobs every second from now on. */
  start(): Promise<void>;
  /** Takes no more jobs and waits for those under way; what is left after `limitMs` another server does again. */
  stop(limitMs?: number): Promise<void>;
  /** Does all that is due at `now`, and what follows from it, and resolves when nothing is left. */
  runDue(now: Date): Promise<void>;
}

/** A change waits no longer for its first attempt; a busy queue is not asked more often by it. */
const lookEveryMs = 1000;

/** Jobs taken in one statement. */
const batchSize = 50;

const usualStopMs = 8000;

export interface JobDeps {
  readonly queue: JobQueue;
  readonly handlers: JobHandlers;
  readonly clock: Clock;
  /** Failures of ours, which neither a person nor an application is to blame for, e.g. the database is away. */
  readonly onProblem: (problem: unknown) => void;
}

export function createJobs(deps: JobDeps): Jobs {
  const { queue, onProblem } = deps;
  const limits = new Map(jobKinds.map((kind) => [kind, createConcurrencyLimit(deps.handlers[kind].limits)]));
  const busy = new Map<JobKind, Promise<void>>();
  let timer: NodeJS.Timeout | undefined;
  let isStopping = false;
  const running = { ...deps, isStopping: () => isStopping };

  const look = (kind: JobKind, limit: ConcurrencyLimit) => {
    limit.poke();
    if (busy.has(kind)) return;
    const empty = emptyQueue(running, kind, limit);
    busy.set(
      kind,
      empty
        .catch(onProblem)
        .finally(() => busy.delete(kind))
        .then(() => undefined),
    );
  };
  const runDue = async (now: Date) => {
    const runs = [...limits].map(([kind, limit]) =>
      emptyQueue({ ...running, clock: () => now }, kind, limit),
    );
    const begun = await Promise.all(runs);
    // What has been done may have put more into the queue of another kind.
    if (begun.some((count) => count > 0)) await runDue(now);
  };
  return {
    async start() {
      await queue.startUpkeep(onProblem);
      timer = setInterval(() => {
        for (const [kind, limit] of limits) look(kind, limit);
      }, lookEveryMs).unref();
    },
    async stop(limitMs = usualStopMs) {
      isStopping = true;
      clearInterval(timer);
      for (const limit of limits.values()) limit.poke();
      await withinLimit(Promise.all(busy.values()), limitMs);
      await queue.stopUpkeep();
    },
    runDue,
  };
}

/** Begins whatever is due until nothing is and all of it has ended; answers how many were begun. */
async function emptyQueue<Kind extends JobKind>(
  deps: JobDeps & { readonly isStopping: () => boolean },
  kind: Kind,
  limit: ConcurrencyLimit,
): Promise<number> {
  const { queue, clock, isStopping } = deps;
  for (let begun = 0; ; ) {
    const room = isStopping() ? 0 : Math.min(limit.room(), batchSize);
    const taken = room > 0 ? await queue.take(kind, clock(), room) : [];
    for (const each of taken) limit.begin(() => attempt(deps, kind, each));
    begun += taken.length;
    if (taken.length > 0) continue;
    if (limit.isIdle()) return begun;
    await limit.change();
  }
}

async function attempt<Kind extends JobKind>(
  { queue, handlers, clock, onProblem }: JobDeps,
  kind: Kind,
  taken: TakenJob<Kind>,
): Promise<void> {
  const handler: JobHandler<Kind> = handlers[kind];
  try {
    const failure = await failureOf(() => handler.run(taken.job, clock()));
    if (failure === null) return await queue.done(taken);
    const seconds = retryAfterSeconds(kind, taken.failures + 1);
    if (seconds !== null) return await queue.postpone(taken, new Date(clock().getTime() + seconds * 1000));
    await handler.giveUp(taken.job, failure.reason, clock());
    if (handler.leaves === 'nothing') return await queue.done(taken);
    await queue.lose(taken, { at: clock(), reason: reasonOf(failure.reason) });
  } catch (problem) {
    // The claim lapses, and then it is done again by whoever has a database.
    onProblem(problem);
  }
}

async function failureOf(work: () => Promise<void>): Promise<{ readonly reason: unknown } | null> {
  try {
    await work();
    return null;
  } catch (reason) {
    return { reason };
  }
}

async function withinLimit(work: Promise<unknown>, limitMs: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const limit = setTimeout(resolve, limitMs);
  await Promise.race([work, promise]);
  clearTimeout(limit);
}
