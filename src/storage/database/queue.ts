import { getConstructionPlans, type Db as LibraryDatabase, PgBoss } from 'pg-boss';
import type { DataSource } from 'typeorm';
import {
  type Job,
  type JobInbox,
  type JobKind,
  type JobQueue,
  jobKinds,
  type TakenJob,
} from '../../jobs/queue.ts';
import type { Clock } from '../../time/clock.ts';
import { namedUnknown, StatementFailed, twiceAtMost, unavailable } from './failures.ts';
import { type JobData, type NextAttempt, openRows, priorityOf, rowOf } from './job-rows.ts';
import { jobsNaming } from './jobs-naming.ts';
import { poolLibrarySql } from './library-sql.ts';
import { SealBroken, type Sealer } from './sealing.ts';
import { inTransaction, type Sql } from './sql.ts';

/** The queue over an open database; making it touches nothing. */
export interface Queue extends JobQueue {
  /** The queue on the handle of a transaction, which `ready` has preceded. */
  inbox(sql: Sql): JobInbox;
  /** Reads once what inserting needs to know: a transaction on the only connection could not. */
  ready(): Promise<void>;
}

/**
 * After so many seconds a job that its server has not finished is another server's: more than each may take. Failures
 * are counted and retried by us (jobs/run-jobs.ts), so the library's own retries serve servers that died.
 */
const claimSeconds: Record<JobKind, number> = {
  'end-sessions': 300,
  'deliver-logout': 60,
  'send-mail': 120,
  'mail-reset-link': 60,
  'long-job': 60,
  reseal: 120,
};

/** Deliveries to one application at once, over all servers: one that hangs takes no more places than these. */
const atOncePerApplication = 8;

const queueOptions = (kind: JobKind) => ({
  expireInSeconds: claimSeconds[kind],
  retryLimit: 1000,
  deleteAfterSeconds: 3600,
});

/** pg-boss is driven by our own loop; of its timers only those of its upkeep run, and only after `startUpkeep`. */
function bossOn(sql: Sql): PgBoss {
  return new PgBoss({
    db: databaseOf(sql),
    schema: librarySchema,
    schedule: false,
    registerInstance: false,
    reindex: false,
    monitorVacuum: false,
    maintenanceIntervalSeconds: 3600,
    openTelemetry: { enabled: false },
  });
}

function databaseOf(sql: Sql): LibraryDatabase {
  return {
    async executeSql(text, values) {
      try {
        return { rows: await sql(text, values) };
      } catch (error) {
        throw forLibrary(error);
      }
    },
  };
}

/**
 * The library tells errors apart by the driver's name for it. Its statements fit the tables that it has made itself:
 * where they name what is not there, somebody has changed those.
 */
function forLibrary(error: unknown): unknown {
  if (!(error instanceof StatementFailed)) return error;
  return namedUnknown(error) ? unavailable(error.message) : Object.assign(error, { code: error.sqlState });
}

const librarySchema = 'pgboss';

/** The tables that the library makes for itself, with their schema. */
export function queueTables(): readonly string[] {
  const made = getConstructionPlans(librarySchema).matchAll(/CREATE TABLE (\w+\.\w+)/g);
  return [...new Set([...made].flatMap(([, table]) => table ?? []))];
}

/** Brings the library's own schema, `pgboss`, and our queues up to date. */
export async function installQueue(sql: Sql): Promise<void> {
  const boss = bossOn(sql);
  // What matters is thrown as well; an event named `error` that nobody listens to would end the process.
  boss.on('error', () => undefined);
  await boss.start();
  try {
    const existing = await boss.getQueues([...jobKinds]);
    for (const kind of jobKinds.filter((name) => !existing.some((queue) => queue.name === name)))
      await boss.createQueue(kind, queueOptions(kind));
  } finally {
    await boss.stop({ close: false, graceful: false });
  }
}

export function openQueue(dataSource: DataSource, sealer: Sealer, clock: Clock): Queue {
  const boss = bossOn(poolLibrarySql(dataSource));
  const add = async (sql: Sql, jobs: readonly Job[], next: NextAttempt) => {
    for (const kind of jobKinds) {
      const rows = jobs.filter((job) => job.kind === kind).map((job) => rowOf(sealer, job, next));
      if (rows.length > 0) await boss.insert(kind, rows, { db: databaseOf(sql) });
    }
  };
  /** Ends our attempt and puts the job in anew, both or neither. */
  const putBack = <Kind extends JobKind>({ job, ...taken }: TakenJob<Kind>, next: NextAttempt) =>
    twiceAtMost(() =>
      inTransaction(dataSource, async ({ sql }) => {
        const ended = await boss.complete(job.kind, attemptOf(taken), null, { db: databaseOf(sql) });
        if (countOf(ended) === 1) await add(sql, [job], next);
      }),
    );
  let known: Promise<void> | undefined;
  let report: (problem: unknown) => void = () => undefined;
  // An event named `error` that nobody listens to would end the process.
  boss.on('error', (problem) => report(problem)).on('warning', (problem) => report(problem));
  return {
    inbox: (sql) => ({
      add: (jobs) => add(sql, jobs, { dueAt: 'at once', failures: 0, since: clock() }),
      // Also those that are done, which the library keeps for an hour, and those under way, whose claim ends.
      async forgetNaming(words, links) {
        for await (const { kind, ids } of jobsNaming(sql, sealer, { words, links }))
          await boss.deleteJob(kind, ids, { db: databaseOf(sql) });
      },
    }),
    ready() {
      known ??= readQueues(boss).catch((error) => {
        known = undefined;
        throw error;
      });
      return known;
    },
    async take(kind, now, limit) {
      const rows = await boss.fetch<JobData>(kind, { ...dueBy(now), ...shareOf(kind), batchSize: limit });
      const [opened, damaged] = openRows(sealer, kind, rows);
      if (damaged.length > 0) {
        await boss.complete(kind, damaged, { damaged: true });
        report(
          new SealBroken(`jobs that no key opens were dropped: ${damaged.map(({ id }) => id).join(', ')}`),
        );
      }
      return opened;
    },
    async done(taken) {
      await boss.complete(taken.job.kind, attemptOf(taken));
    },
    async postpone(taken, dueAt) {
      await putBack(taken, { dueAt, failures: taken.failures + 1, since: taken.since ?? clock() });
    },
    async lose(taken, { at, reason }) {
      await putBack(taken, { dueAt: 'never', failures: taken.failures + 1, since: at, reason });
    },
    upkeep: () => boss.supervise(),
    async startUpkeep(onProblem) {
      report = onProblem;
      await boss.start();
    },
    stopUpkeep: () => boss.stop({ close: false, graceful: true, timeout: 1000 }),
  };
}

/** Inserting nothing, into nowhere, makes the library read a queue and remember it. */
async function readQueues(boss: PgBoss): Promise<void> {
  const nowhere: LibraryDatabase = { executeSql: async () => ({ rows: [] }) };
  for (const kind of jobKinds) await boss.insert(kind, [], { db: nowhere });
}

/** How many jobs a command has changed; the library's types leave it out. */
function countOf(response: object): unknown {
  return 'affected' in response ? response.affected : undefined;
}

function attemptOf({ id, claim }: Pick<TakenJob, 'id' | 'claim'>) {
  return { id, retryCount: claim };
}

function dueBy(now: Date) {
  return { ignoreStartAfter: true, minPriority: priorityOf(now) };
}

function shareOf(kind: JobKind) {
  return kind === 'deliver-logout' ? { groupConcurrency: atOncePerApplication } : {};
}
