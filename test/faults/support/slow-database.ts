import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'pg';
import { closedAtLast } from '../../harness/closing.ts';
import { until } from '../../harness/until.ts';
import { everyoneNow, signIn } from '../../harness/world.ts';
import { askForTokens } from '../../processes/support/tokens.ts';
import type { DatabaseProxy } from './database-proxy.ts';
import { eventLoopP99Ms } from './event-loop.ts';
import { type Crowd, seedCrowd } from './fault-people.ts';
import type { FaultWorld } from './fault-world.ts';
import { offerSignIns, startSignIns, type WatchedAnswer } from './watched-sign-ins.ts';

/** How the database is slow: each round trip takes longer, or one table is locked by another session. */
export type Slowness = { readonly roundTripMs: number } | { readonly blockedTable: string };

export interface SlownessFigures {
  readonly answers: number;
  /** Other ones than a page, a redirect or 503 with Retry-After. */
  readonly broken: readonly string[];
  readonly slowestMs: number;
  /** Codes and tokens for people without the second factor that is required of them (I1), at any time. */
  readonly withoutFactor: number;
  /** Codes and tokens that were asked for and given while the database was slow. */
  readonly letIn: number;
  /** The longest that a statement of the servers was seen at work. */
  readonly longestStatementMs: number;
  readonly eventLoopP99Ms: number;
  /** What a refresh was answered meanwhile. */
  readonly refreshMeanwhile: number;
  /** What the same refresh token was answered afterwards: it must not be lost. */
  readonly refreshAfterwards: number;
  /** From the end of it to the first complete sign-in. */
  readonly recoveryMs: number;
}

/** The database is slow for some seconds while so many sign-ins a second begin, half of them of people without their factor. */
export async function outlastSlowness(
  world: FaultWorld,
  proxy: DatabaseProxy,
  { slowness, seconds, perSecond }: { slowness: Slowness; seconds: number; perSecond: number },
): Promise<SlownessFigures> {
  const servers = [world.steady, await world.fragile()];
  const [free, bound] = await Promise.all([
    seedCrowd(world, { members: 40 }),
    seedCrowd(world, { members: 40, enforcement: everyoneNow }),
  ]);
  const refresh = await refreshTokenOf(world, free);
  await signInFirst(world, servers, free);
  for (const server of servers) await eventLoopP99Ms(server);
  const offers = [free, bound].map((crowd) =>
    offerSignIns({ issuer: world.issuer, servers }, crowd, perSecond / 2),
  );
  const release = await makeSlow(world, proxy, slowness);
  const from = performance.now();
  const statements = watchStatements(world);
  const meanwhile = refresh();
  await pause(seconds * 1000);
  const refreshMeanwhile = await meanwhile;
  const longestStatementMs = await statements.stop();
  const to = performance.now();
  await release();
  await Promise.all(offers.map((each) => each.stop()));
  const eventLoops = await Promise.all(servers.map(eventLoopP99Ms));
  const recoveryMs = (await signInFirst(world, servers, free)) - to;
  const [ofFree = [], ofBound = []] = offers.map(({ answers }) => answers);
  const all = [...ofFree, ...ofBound];
  const during = all.filter(({ askedAt, answeredAt }) => askedAt >= from && answeredAt <= to);
  return {
    answers: all.length,
    broken: all.filter(isBroken).map(({ status, retryAfter }) => `${status}, Retry-After ${retryAfter}`),
    slowestMs: Math.max(...all.map(({ askedAt, answeredAt }) => answeredAt - askedAt)),
    withoutFactor: ofBound.filter(({ letsIn }) => letsIn).length,
    letIn: during.filter(({ letsIn }) => letsIn).length,
    longestStatementMs,
    eventLoopP99Ms: Math.max(...eventLoops),
    refreshMeanwhile,
    refreshAfterwards: await refresh(),
    recoveryMs: Math.max(0, recoveryMs),
  };
}

function isBroken({ status, retryAfter, tellsInside }: WatchedAnswer): boolean {
  return tellsInside || (status >= 500 && (status !== 503 || retryAfter === null));
}

/** @returns asks with the newest refresh token of a person and answers the status */
async function refreshTokenOf(world: FaultWorld, crowd: Crowd): Promise<() => Promise<number>> {
  const [person] = crowd.people;
  if (person === undefined) throw new Error('the crowd is empty');
  const application = crowd.application();
  const { answer } = await signIn(application, person);
  let { refresh_token: token = '' } = await application.redeem(answer);
  return async () => {
    const body = { grant_type: 'refresh_token', refresh_token: token };
    const response = await askForTokens(world.steady, application, body);
    // The shape of RFC 6749 section 5.1; a refused request has no such member.
    const { refresh_token: next = token } = (await response.json()) as { refresh_token?: string };
    token = next;
    return response.status;
  };
}

/** @returns when the first sign-in was complete */
async function signInFirst(
  { issuer }: FaultWorld,
  servers: FaultWorld['steady'][],
  crowd: Crowd,
): Promise<number> {
  const signIns = startSignIns({ issuer, servers }, crowd, 1);
  const at = await until('a sign-in to succeed', () => signIns.completed[0]);
  await signIns.stop();
  return at;
}

/** @returns ends it */
async function makeSlow(
  { databaseUrl }: FaultWorld,
  proxy: DatabaseProxy,
  slowness: Slowness,
): Promise<() => Promise<void>> {
  if ('roundTripMs' in slowness) {
    proxy.slowDown(slowness.roundTripMs);
    return async () => proxy.slowDown(0);
  }
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  await client.query('BEGIN');
  await client.query(`LOCK TABLE ${client.escapeIdentifier(slowness.blockedTable)} IN ACCESS EXCLUSIVE MODE`);
  return closedAtLast(async () => {
    await client.query('COMMIT');
    await client.end();
  });
}

/** Looks ten times a second for how long the statements of the servers are at work already. */
function watchStatements({ db }: FaultWorld): { stop(): Promise<number> } {
  let [longestMs, isRunning] = [0, true];
  const watch = async () => {
    while (isRunning) {
      const [row] = await db.sql<{ ms: number | null }>(
        `SELECT (extract(epoch FROM max(clock_timestamp() - query_start)) * 1000)::float8 AS ms
         FROM pg_stat_activity
         WHERE datname = current_database() AND application_name = 'countersign' AND state = 'active'
           AND pid <> pg_backend_pid()`,
      );
      longestMs = Math.max(longestMs, row?.ms ?? 0);
      await pause(100);
    }
  };
  const done = watch();
  return {
    async stop() {
      isRunning = false;
      await done;
      return longestMs;
    },
  };
}
