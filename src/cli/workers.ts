import cluster, { type Worker } from 'node:cluster';
import { once } from 'node:events';
import type { Config } from '../config/config.ts';
import type { Logger } from '../logging/logger.ts';
import { openConfiguredDatabase, type RunningServer, secretKeysOf, startServer } from '../main.ts';
import { migrate } from '../storage/database/migrate.ts';
import { createSealer } from '../storage/database/sealing.ts';
import { openStores } from '../storage/open-stores.ts';
import { systemClock } from '../time/clock.ts';
import { CommandRefused } from './session.ts';

/** Tells a process that it is one of several, and which; their numbers begin at 1. */
const workerVariable = 'COUNTERSIGN_WORKER';

/** A worker stops within less; what is left then is ended. */
const longestStopMs = 9500;

/** A worker that ran for so long had no trouble to start, so the next one starts at once again. */
const steadyAfterMs = 60_000;

/** How long to wait before a worker is replaced: longer with each that ended soon after its start, at most half a minute. */
export function replacementPauseMs(endedSoon: number): number {
  return Math.min(30_000, 250 * 2 ** endedSoon);
}

/** Which worker this process is; null for a server by itself, and for the one that starts workers. */
export function workerNumber(): number | null {
  const number = process.env[workerVariable];
  return cluster.isWorker && number !== undefined ? Number(number) : null;
}

/**
 * Answers requests; the first worker does the background work too, which any one server may do. One that cannot start ends,
 * although its channel to the process that started it is open.
 */
export async function startAsWorker(worker: number, config: Config, logger: Logger): Promise<RunningServer> {
  try {
    return await startServer(config, logger, worker === 1 ? 'first worker' : 'further worker');
  } catch (error) {
    cluster.worker?.disconnect();
    throw error;
  }
}

/**
 * Starts so many processes that listen on one port, and replaces those that end. What a start looks at and brings up to
 * date is done here once, and the first worker starts alone: what keeps it from starting is said once.
 * @throws CommandRefused with the embedded database, and where a worker does not start; CannotStart; SealBroken
 */
export async function startWorkers(
  count: number,
  config: Config,
  logger: Logger,
): Promise<Pick<RunningServer, 'stop'>> {
  if (config.databaseUrl === null)
    throw new CommandRefused('--workers: the embedded database belongs to one process; set DATABASE_URL');
  await prepare(config, logger);
  const crew = new Crew(logger);
  try {
    await crew.start(1);
    await Promise.all(Array.from({ length: count - 1 }, (_, index) => crew.start(index + 2)));
  } catch (error) {
    await crew.stop().catch(() => undefined);
    throw error;
  }
  logger.info({ workers: count, issuer: config.issuer, port: config.port }, 'all workers have started');
  return crew;
}

async function prepare(config: Config, logger: Logger): Promise<void> {
  const database = await openConfiguredDatabase(config, logger);
  try {
    await migrate(database);
    const sealer = createSealer(await secretKeysOf(config));
    await openStores(database.dataSource, sealer, systemClock).signingKeys.all();
  } finally {
    await database.close();
  }
}

/** A process that runs, or is about to. */
interface Hand {
  readonly worker: Worker;
  hasListened: boolean;
}

/** How a process ended; both null where it could not even begin. */
interface Ending {
  readonly code: number | null;
  readonly signal: string | null;
}

/** The workers, by number. */
class Crew {
  readonly #logger: Logger;
  readonly #hands = new Map<number, Hand>();
  readonly #pauses = new Set<NodeJS.Timeout>();
  /** By number, how many in a row have ended soon. */
  readonly #endedSoon = new Map<number, number>();
  #isStopping = false;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  /** Resolves when it listens; from then on it is replaced. @throws CommandRefused where it ends before; it has said why */
  async start(number: number): Promise<void> {
    const { worker, ended } = this.#begin(number);
    const first = await Promise.race([once(worker, 'listening').then(() => 'listens'), ended]);
    if (first !== 'listens') throw new CommandRefused(`--workers: worker ${number} did not start`);
    void ended.then((ending) => this.#replace(number, ending));
  }

  #begin(number: number): { readonly worker: Worker; readonly ended: Promise<Ending & { ranMs: number }> } {
    const startedAt = performance.now();
    const worker = cluster.fork({ [workerVariable]: String(number) });
    const hand: Hand = { worker, hasListened: false };
    this.#hands.set(number, hand);
    worker.once('listening', () => {
      hand.hasListened = true;
      this.#logger.info({ worker: number, pid: worker.process.pid }, 'a worker listens');
    });
    const ended = endOf(worker).then((ending) => {
      this.#hands.delete(number);
      return { ...ending, ranMs: performance.now() - startedAt };
    });
    return { worker, ended };
  }

  #replace(number: number, { ranMs, ...ending }: Ending & { ranMs: number }): void {
    if (this.#isStopping) return;
    const endedSoon = ranMs >= steadyAfterMs ? 0 : (this.#endedSoon.get(number) ?? 0);
    this.#endedSoon.set(number, endedSoon + 1);
    const pauseMs = replacementPauseMs(endedSoon);
    this.#logger.error({ worker: number, ...ending, pauseMs }, 'a worker has ended, and is replaced');
    const pause = setTimeout(() => {
      this.#pauses.delete(pause);
      void this.#begin(number).ended.then((next) => this.#replace(number, next));
    }, pauseMs);
    this.#pauses.add(pause);
  }

  /** Has all of them finish what they have begun; rejects where one of them did not end well. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    for (const pause of this.#pauses) clearTimeout(pause);
    const ends = await Promise.all([...this.#hands.values()].map(endsWell));
    this.#logger.info({ workers: ends.length }, 'stopped');
    const badly = ends.filter((isWell) => !isWell).length;
    if (badly > 0) throw new Error(`${badly} of ${ends.length} workers did not end well`);
  }
}

function endOf(worker: Worker): Promise<Ending> {
  return new Promise((resolve) => {
    worker.once('exit', (code, signal) => resolve({ code, signal }));
    worker.once('error', () => resolve({ code: null, signal: null }));
  });
}

/** Whether a worker that is told to stop does; one that had nothing to finish yet ends well in any case. */
async function endsWell({ worker, hasListened }: Hand): Promise<boolean> {
  const ended = endOf(worker);
  worker.process.kill('SIGTERM');
  const limit = setTimeout(() => worker.process.kill('SIGKILL'), longestStopMs);
  const { code } = await ended;
  clearTimeout(limit);
  return code === 0 || !hasListened;
}
