import { randomInt } from 'node:crypto';
import type { Application } from '../../harness/application.ts';
import type { Answer } from '../../harness/browser.ts';
import type { TestPerson } from '../../harness/world.ts';
import type { ServerProcess } from '../../processes/support/server-process.ts';
import { RoutedBrowser } from '../../processes/support/spread.ts';
import { askForTokens } from '../../processes/support/tokens.ts';
import type { Crowd } from './fault-people.ts';

/** One answer of a server, as far as the watch cares. */
export interface WatchedAnswer {
  /** Milliseconds, as `performance.now()` says. */
  readonly askedAt: number;
  readonly answeredAt: number;
  readonly status: number;
  readonly retryAfter: string | null;
  /** It gave a code to the browser or tokens to the application. */
  readonly letsIn: boolean;
  /** Something of the inside of the server can be read in it. */
  readonly tellsInside: boolean;
}

/** Sign-ins by password that go on until they are stopped; each request goes to any of the servers. */
export interface WatchedSignIns {
  readonly answers: readonly WatchedAnswer[];
  /** When each one that ended with tokens had done so. */
  readonly completed: readonly number[];
  /** The access tokens that they were given. */
  readonly accessTokens: readonly string[];
  stop(): Promise<void>;
}

interface Watch {
  readonly issuer: string;
  readonly servers: readonly ServerProcess[];
  readonly answers: WatchedAnswer[];
  readonly completed: number[];
  readonly accessTokens: string[];
}

function watchOf({ issuer, servers }: Pick<Watch, 'issuer' | 'servers'>): Watch {
  return { issuer, servers, answers: [], completed: [], accessTokens: [] };
}

/** @param atOnce how many people sign in at any moment */
export function startSignIns(
  where: Pick<Watch, 'issuer' | 'servers'>,
  crowd: Crowd,
  atOnce: number,
): WatchedSignIns {
  const watch = watchOf(where);
  let isRunning = true;
  const worker = async (first: number) => {
    for (let turn = first; isRunning; turn += atOnce) {
      const person = crowd.people[turn % crowd.people.length];
      if (person !== undefined) await signInOnce(watch, crowd.application(), person);
    }
  };
  const workers = Array.from({ length: atOnce }, (_, index) => worker(index));
  return {
    ...watch,
    async stop() {
      isRunning = false;
      await Promise.all(workers);
    },
  };
}

/** Begins so many sign-ins a second, however many are under way by then. */
export function offerSignIns(
  where: Pick<Watch, 'issuer' | 'servers'>,
  crowd: Crowd,
  perSecond: number,
): WatchedSignIns {
  const watch = watchOf(where);
  const underWay = new Set<Promise<void>>();
  const startedAt = performance.now();
  let begun = 0;
  const timer = setInterval(() => {
    for (; begun < ((performance.now() - startedAt) / 1000) * perSecond; begun += 1) {
      const person = crowd.people[begun % crowd.people.length];
      if (person === undefined) throw new Error('the crowd is empty');
      const running = signInOnce(watch, crowd.application(), person).finally(() => underWay.delete(running));
      underWay.add(running);
    }
  }, 20);
  return {
    ...watch,
    async stop() {
      clearInterval(timer);
      await Promise.all(underWay);
    },
  };
}

/** It ends early where a page does not come. */
async function signInOnce(watch: Watch, application: Application, person: TestPerson): Promise<void> {
  const browser = new WatchedBrowser(watch);
  const page = await application.start(browser);
  if (page.name !== 'password') return;
  const back = await browser.submit(page, { email: person.email, password: person.password });
  if (back.location === null) return;
  const askedAt = performance.now();
  const response = await askForTokens(anyOf(watch.servers), application, application.redemption(back));
  const body = await response.text();
  note(watch, askedAt, response, body);
  if (!response.ok) return;
  watch.completed.push(performance.now());
  watch.accessTokens.push(JSON.parse(body).access_token);
}

class WatchedBrowser extends RoutedBrowser {
  readonly #watch: Watch;

  constructor(watch: Watch) {
    super(watch.issuer, () => anyOf(watch.servers));
    this.#watch = watch;
  }

  override async request(url: string, init: RequestInit = {}): Promise<Answer> {
    const askedAt = performance.now();
    const answer = await super.request(url, init);
    note(this.#watch, askedAt, answer, answer.body);
    return answer;
  }
}

function note(
  { answers }: Watch,
  askedAt: number,
  { status, headers }: Pick<Answer, 'status' | 'headers'>,
  body: string,
): void {
  answers.push({
    askedAt,
    answeredAt: performance.now(),
    status,
    retryAfter: headers.get('retry-after'),
    letsIn: /[?&]code=/.test(headers.get('location') ?? '') || /"(?:access|id)_token"/.test(body),
    tellsInside: /\bat .+\.[jt]s:\d+|\bSELECT\b|ECONN/.test(body),
  });
}

function anyOf(servers: readonly ServerProcess[]): ServerProcess {
  const server = servers[randomInt(servers.length)];
  if (server === undefined) throw new Error('there is no server');
  return server;
}
