import { setTimeout as pause } from 'node:timers/promises';
import { until } from '../../harness/until.ts';
import { userinfoStatus } from '../../processes/support/tokens.ts';
import { seedCrowd } from './fault-people.ts';
import type { FaultWorld } from './fault-world.ts';
import type { OwnCluster } from './own-cluster.ts';
import type { SmallDisk } from './small-disk.ts';
import { openPages, postPassword, strangerAt } from './surge.ts';
import { startSignIns, type WatchedAnswer, type WatchedSignIns } from './watched-sign-ins.ts';

const longestRecoveryMs = 60_000;

export interface FullDiskFigures {
  /** Answers to what was asked while the disk was full. */
  readonly answersMeanwhile: number;
  readonly refusedMeanwhile: number;
  readonly keysMeanwhile: number;
  /** Answers of 500, or that tell of the inside, at any time. */
  readonly broken: readonly string[];
  readonly tokens: number;
  readonly tokensMeanwhile: number;
  /** Access tokens that were given and are not known afterwards. */
  readonly lostTokens: number;
  /** Wrong passwords that were compared while the disk was full, and do not count as tries. */
  readonly uncounted: number;
  /** Whether PostgreSQL was still there when there was room again. */
  readonly databaseSurvived: boolean;
  /** From the return of the room to the first complete sign-in. */
  readonly recoveryMs: number;
  readonly isRunning: boolean;
}

/** The disk of the database fills up under sign-ins, for so many seconds. */
export async function outlastFullDisk(
  world: FaultWorld,
  { cluster, disk, seconds }: { cluster: OwnCluster; disk: SmallDisk; seconds: number },
): Promise<FullDiskFigures> {
  const servers = [world.steady, await world.fragile()];
  const crowd = await seedCrowd(world, { members: 30 });
  const [page] = await openPages(crowd, 1);
  if (page === undefined) throw new Error('no page was opened');
  const signIns = startSignIns({ issuer: world.issuer, servers }, crowd, 4);
  await until('sign-ins to succeed', () => signIns.completed.length >= 5);
  const countedBefore = await triesIn(world);
  const filled = await disk.fill();
  const from = performance.now();
  const wrong = guess(() => postPassword(page, strangerAt(`${crowd.slug}.example`)));
  await pause(seconds * 1000);
  const keys = await fetch(`${world.steady.address}/jwks`);
  await keys.arrayBuffer();
  const compared = await wrong.stop();
  const to = performance.now();
  await filled.free();
  const databaseSurvived = await cluster.isUp();
  const recoveredAt = await untilRecovered(cluster, signIns, to);
  await signIns.stop();
  const during = signIns.answers.filter(({ askedAt, answeredAt }) => askedAt >= from && answeredAt <= to);
  const statuses = await inTurn(signIns.accessTokens, (token) => userinfoStatus(world.steady, token));
  return {
    answersMeanwhile: during.length,
    refusedMeanwhile: during.filter(({ status }) => status === 503).length,
    keysMeanwhile: keys.status,
    broken: signIns.answers
      .filter(isBroken)
      .map(({ status, retryAfter }) => `${status}, Retry-After ${retryAfter}`),
    tokens: signIns.accessTokens.length,
    tokensMeanwhile: signIns.completed.filter((at) => at >= from && at <= to).length,
    lostTokens: statuses.filter((status) => status !== 200).length,
    uncounted: Math.max(0, compared - ((await triesIn(world)) - countedBefore)),
    databaseSurvived,
    recoveryMs: recoveredAt - to,
    isRunning: servers.every((server) => server.isRunning()),
  };
}

function isBroken({ status, retryAfter, tellsInside }: WatchedAnswer): boolean {
  return tellsInside || (status >= 500 && (status !== 503 || retryAfter === null));
}

/** Tries one after the other, each of somebody else; answers how many were compared. */
function guess(tryOnce: () => Promise<{ readonly status: number }>): { stop(): Promise<number> } {
  let [compared, isRunning] = [0, true];
  const run = async () => {
    while (isRunning) if ((await tryOnce()).status === 422) compared += 1;
  };
  const done = run();
  return {
    async stop() {
      isRunning = false;
      await done;
      return compared;
    },
  };
}

/** Each account that was tried has a row of its own. */
async function triesIn({ db }: FaultWorld): Promise<number> {
  const [row] = await db.sql<{ count: number }>('SELECT count(*)::int AS count FROM throttles');
  return row?.count ?? Number.NaN;
}

/** Does what a service manager does meanwhile. */
async function untilRecovered(
  cluster: OwnCluster,
  { completed }: WatchedSignIns,
  since: number,
): Promise<number> {
  return until(
    'a sign-in to succeed',
    async () => {
      const done = completed.find((at) => at > since);
      if (done === undefined) await cluster.startAgain();
      return done;
    },
    longestRecoveryMs,
  );
}

async function inTurn<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  for (const item of items) results.push(await work(item));
  return results;
}
