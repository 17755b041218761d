import { randomInt } from 'node:crypto';
import type { Answer } from '../../harness/browser.ts';
import type { ServerProcess } from '../../processes/support/server-process.ts';
import { RoutedBrowser } from '../../processes/support/spread.ts';

/** A browser before a load balancer that sends it elsewhere; like any, it can send its last request again. */
export class InterruptedBrowser extends RoutedBrowser {
  readonly #route: { server: ServerProcess };
  #last: { readonly url: string; readonly init: RequestInit } | undefined;
  #onAnswer = () => {};

  constructor(issuer: string, server: ServerProcess) {
    const route = { server };
    super(issuer, () => route.server);
    this.#route = route;
  }

  routeTo(server: ServerProcess): void {
    this.#route.server = server;
  }

  override async request(url: string, init: RequestInit = {}): Promise<Answer> {
    this.#last = { url, init };
    const answer = await super.request(url, init);
    this.#onAnswer();
    return answer;
  }

  /** Calls it after each answer from now on. */
  watch(onAnswer: () => void): void {
    this.#onAnswer = onAnswer;
  }

  /** What a press on "reload" does, a form that was sent included; follows where it leads. */
  async reload(): Promise<Answer> {
    if (this.#last === undefined) throw new Error('nothing was opened yet');
    return this.follow(await this.request(this.#last.url, this.#last.init));
  }
}

/** The result of requests, or `cut` where the connection broke. */
export async function unlessCut<Result>(work: Promise<Result>): Promise<Result | 'cut'> {
  try {
    return await work;
  } catch (error) {
    if (isCut(error)) return 'cut';
    throw error;
  }
}

/** What fetch throws when there is no server, or none any more. */
export function isCut(error: unknown): boolean {
  return error instanceof TypeError && /^(?:fetch failed|terminated)$/.test(error.message);
}

/**
 * Once a random number of answers has come, at most one for each of these browsers: while they have more to ask, and
 * while what the others asked is under way. Told by answers and not by a clock, so that a fast machine is not done by
 * then and a slow one has begun.
 */
export function amidAnswers(browsers: readonly InterruptedBrowser[]): Promise<void> {
  let left = randomInt(browsers.length) + 1;
  return new Promise((resolve) => {
    const count = () => {
      left -= 1;
      if (left === 0) resolve();
    };
    for (const browser of browsers) browser.watch(count);
  });
}
