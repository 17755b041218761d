import { setTimeout as pause } from 'node:timers/promises';
import { Refusal } from '../../../src/refusal/refusal.ts';
import type { Database } from '../../../src/storage/database/database.ts';
import { openDatabase } from '../../../src/storage/open-database.ts';
import { openOptions } from '../../harness/database.ts';
import type { Operation } from './operations.ts';
import { type WatchedScene, watchScene } from './watched-scene.ts';

/** What came of running operations side by side. */
export interface PairFigures {
  /** `40P01` of the server, with the two operations during which it was sent. */
  readonly deadlocks: readonly string[];
  /** Answers other than a result or an expected "no". */
  readonly failures: readonly string[];
}

/** Pairs at once, each in a scene of its own. */
const lanesAtOnce = 6;

/** Longest pause before a statement of a transaction, so that two of them meet in ever new places. */
const longestPauseMs = 2;

/**
 * Runs each pair side by side, either of the two being the first, on one person and organization.
 * @param url a database of its own
 */
export async function runPairs(
  url: string,
  pairs: readonly (readonly [Operation, Operation])[],
): Promise<PairFigures> {
  const waiting = [...pairs];
  const random = randomNumbers(20261201);
  const lanes: ConcurrencyLimit[] = [];
  // One after the other: they share the functions by which scenes are set.
  while (lanes.length < lanesAtOnce) lanes.push(await openLane(url, random));
  await Promise.all(lanes.map((lane) => lane.work(waiting)));
  return {
    deadlocks: lanes.flatMap(({ deadlocks }) => deadlocks),
    failures: lanes.flatMap(({ failures }) => failures),
  };
}

/** Runs pairs, one at a time. */
interface ConcurrencyLimit extends PairFigures {
  work(waiting: (readonly [Operation, Operation])[]): Promise<void>;
}

/** With connections of its own, so that what the server says is of the pair that is running. */
async function openLane(url: string, random: () => number): Promise<ConcurrencyLimit> {
  const database = await openDatabase({ ...openOptions, poolSize: 4, databaseUrl: url });
  const deadlocks: string[] = [];
  const failures: string[] = [];
  let running = '';
  onServerErrors(database, (sqlState) => {
    if (sqlState === '40P01') deadlocks.push(running);
  });
  const world = await watchScene(database, { before: () => pause(random() * longestPauseMs) });
  const run = async (first: Operation, second: Operation) => {
    running = `${first.name} + ${second.name}`;
    const failed = await runPair(world, first, second, random);
    failures.push(...failed.map((failure) => `${running}: ${failure}`));
  };
  return {
    deadlocks,
    failures,
    async work(waiting) {
      try {
        for (let pair = waiting.pop(); pair !== undefined; pair = waiting.pop()) {
          // Which is the first is a matter of milliseconds, and each statement waits for more of them than that.
          const [one, other] = random() < 0.5 ? pair : [pair[1], pair[0]];
          await run(one, other);
        }
      } finally {
        await database.close();
      }
    },
  };
}

async function runPair(
  world: WatchedScene,
  first: Operation,
  second: Operation,
  random: () => number,
): Promise<string[]> {
  await world.set(first, second);
  const start = ({ run }: Operation) => Promise.allSettled([run(world.watched, world.scene)]);
  const running = start(first);
  await pause(random() * 2 * longestPauseMs);
  const outcomes = await Promise.all([running, start(second)]);
  return outcomes.flat().flatMap((outcome) => {
    if (outcome.status === 'fulfilled') return [];
    const { reason } = outcome;
    const isNo = reason instanceof Refusal && reason.code !== 'storage_unavailable';
    return isNo ? [] : [String(reason)];
  });
}

/** What the server says, whoever hears it: an operation that is run once more tells nobody. */
function onServerErrors({ dataSource }: Database, told: (sqlState: string) => void): void {
  const { driver } = dataSource;
  if (!('master' in driver)) throw new Error('TypeORM has changed where it keeps its pool');
  const pool = driver.master as {
    on(event: 'connect', listener: (client: { readonly connection: NodeJS.EventEmitter }) => void): void;
  };
  pool.on('connect', ({ connection }) => {
    connection.on('errorMessage', ({ code }: { readonly code: string }) => told(code));
  });
}

/** Between 0 and 1, the same ones in each run (Lehmer). */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}
