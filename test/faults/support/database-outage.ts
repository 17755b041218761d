import { setTimeout as pause } from 'node:timers/promises';
import { until } from '../../harness/until.ts';
import { codeOf, passPassword, type TestPerson } from '../../harness/world.ts';
import type { DatabaseProxy } from './database-proxy.ts';
import { type Crowd, seedCrowd } from './fault-people.ts';
import type { FaultWorld } from './fault-world.ts';
import { InterruptedBrowser } from './interrupted-browser.ts';
import { startSignIns, type WatchedAnswer, type WatchedSignIns } from './watched-sign-ins.ts';

/** Longest wait for the first success after the database is back. */
const longestRecoveryMs = 10_000;

export interface OutageFigures {
  readonly outages: number;
  /** Answers to what was asked while the database was away. */
  readonly answersMeanwhile: number;
  /** Of these, other ones than 503 with Retry-After. */
  readonly otherAnswers: readonly string[];
  readonly slowestMeanwhileMs: number;
  /** Codes or tokens that were given meanwhile. */
  readonly letIn: number;
  /** Answers of 500, or with something of the inside in it, at any time. */
  readonly broken: readonly string[];
  /** From the return of the database to the first complete sign-in, the longest of all outages. */
  readonly recoveryMs: number;
  /** Share of the answers after it that were no failure. */
  readonly goodAfterwards: number;
  /** What a right code of somebody gets after the first outage who was locked out before it. */
  readonly lockedOutAfterwards: number;
  readonly isRunning: boolean;
}

/** The database goes away under sign-ins at both servers and comes back, so many times. */
export async function outlastOutages(
  world: FaultWorld,
  proxy: DatabaseProxy,
  { outages, outageMs, quotaAfter }: { outages: number; outageMs: number; quotaAfter: number },
): Promise<OutageFigures> {
  const servers = [world.steady, await world.fragile()];
  const crowd = await seedCrowd(world, { members: 30 });
  const locked = await lockOut(world, await seedCrowd(world, { members: 1, withTotp: 'everybody' }));
  const signIns = startSignIns({ issuer: world.issuer, servers }, crowd, 4);
  const spans: Span[] = [];
  let lockedOutAfterwards = 0;
  await untilCompleted(signIns, 0, 5);
  for (let count = 0; count < outages; count += 1) {
    const cutAt = performance.now();
    await proxy.cut();
    const from = performance.now();
    await pause(outageMs);
    const to = performance.now();
    await proxy.restore();
    spans.push({ cutAt, from, to, recoveredAt: await untilCompleted(signIns, to, 1) });
    // The first lock lasts 30 s.
    if (count === 0) lockedOutAfterwards = await locked.offerRightCode();
    await untilCompleted(signIns, to, quotaAfter);
  }
  await signIns.stop();
  const { answers } = signIns;
  const during = answers.filter(({ askedAt, answeredAt }) =>
    spans.some(({ from, to }) => askedAt >= from && answeredAt <= to),
  );
  const after = answers.filter(({ askedAt, answeredAt }) =>
    spans.some(
      ({ recoveredAt }, index) =>
        askedAt > recoveredAt && answeredAt < (spans[index + 1]?.cutAt ?? Number.POSITIVE_INFINITY),
    ),
  );
  return {
    outages,
    answersMeanwhile: during.length,
    otherAnswers: during.filter((each) => !isTryAgain(each)).map(nameOf),
    slowestMeanwhileMs: Math.max(...during.map(({ askedAt, answeredAt }) => answeredAt - askedAt)),
    letIn: during.filter(({ letsIn }) => letsIn).length,
    broken: answers.filter(isBroken).map(nameOf),
    recoveryMs: Math.max(...spans.map(({ to, recoveredAt }) => recoveredAt - to)),
    goodAfterwards: after.filter(({ status }) => status < 400).length / after.length,
    lockedOutAfterwards,
    isRunning: servers.every((server) => server.isRunning()),
  };
}

/** One outage, in milliseconds as `performance.now()` says. */
interface Span {
  readonly cutAt: number;
  /** From here on there is no connection. */
  readonly from: number;
  readonly to: number;
  /** The first complete sign-in after it. */
  readonly recoveredAt: number;
}

function isTryAgain({ status, retryAfter }: WatchedAnswer): boolean {
  return status === 503 && retryAfter !== null;
}

function isBroken({ status, retryAfter, tellsInside }: WatchedAnswer): boolean {
  return tellsInside || (status >= 500 && (status !== 503 || retryAfter === null));
}

function nameOf({ status, retryAfter, tellsInside }: WatchedAnswer): string {
  return `${status}, Retry-After ${retryAfter}${tellsInside ? ', tells of the inside' : ''}`;
}

/** @returns when the last of so many sign-ins since an instant was complete */
async function untilCompleted(signIns: WatchedSignIns, since: number, count: number): Promise<number> {
  const done = () => signIns.completed.filter((each) => each > since)[count - 1];
  return until(`${count} sign-ins to succeed`, done, longestRecoveryMs + count * 1000);
}

/** Five wrong codes; the lock must not live in the memory of a process, nor go with a connection. */
async function lockOut(world: FaultWorld, crowd: Crowd) {
  const [person = nobody()] = crowd.people;
  const browser = new InterruptedBrowser(world.issuer, world.steady);
  const { answer } = await passPassword(crowd.application(), person, { browser });
  const wrong = ['100003', '100020', '100037', '100054', '100071', '100088', '100105']
    .filter((code) => ![-1, 0, 1].some((step) => codeOf(person.secret ?? '', step) === code))
    .slice(0, 5);
  for (const code of wrong) await browser.submit(answer, { code });
  browser.routeTo(await world.fragile());
  return {
    offerRightCode: async () =>
      (await browser.submit(answer, { code: codeOf(person.secret ?? '', 1) })).status,
  };
}

function nobody(): TestPerson {
  throw new Error('the crowd is empty');
}
