import { type Answer, Browser } from '../../harness/browser.ts';
import type { ServerProcess } from '../../processes/support/server-process.ts';
import { at } from '../../processes/support/spread.ts';

/** A request that got no answer, and why. */
export interface FailedRequest {
  readonly what: string;
  readonly why: string;
}

/**
 * A load balancer that asks nobody about their health and keeps its connections: every request goes to the next server.
 * It sends one again only when no connection was made, or when one that nothing depends on was closed before an answer.
 * @see RFC 9110 section 9.2.2
 */
export class Balancer {
  readonly failed: FailedRequest[] = [];
  answered = 0;
  readonly #servers: ServerProcess[];
  #turn = 0;

  constructor(servers: readonly ServerProcess[]) {
    this.#servers = [...servers];
  }

  add(server: ServerProcess): void {
    this.#servers.push(server);
  }

  /** For a server that has ended. */
  remove(server: ServerProcess): void {
    this.#servers.splice(this.#servers.indexOf(server), 1);
  }

  /** @param send makes the request at the address that it is given */
  async ask<Result>(
    method: string,
    what: string,
    send: (server: ServerProcess) => Promise<Result>,
  ): Promise<Result> {
    const failures: unknown[] = [];
    for (const server of this.#inTurn()) {
      try {
        const result = await send(server);
        this.answered += 1;
        return result;
      } catch (error) {
        failures.push(error);
        if (!mayGoElsewhere(method, error)) break;
      }
    }
    this.failed.push({ what: `${method} ${what}`, why: failures.map(codeOf).join(', ') });
    throw failures.at(-1);
  }

  /** Each server once, another one first each time. */
  #inTurn(): ServerProcess[] {
    this.#turn += 1;
    const first = this.#turn % this.#servers.length;
    return [...this.#servers.slice(first), ...this.#servers.slice(0, first)];
  }
}

function mayGoElsewhere(method: string, error: unknown): boolean {
  if (codeOf(error) === 'ECONNREFUSED') return true;
  return method === 'GET' && error instanceof TypeError && error.message === 'fetch failed';
}

function codeOf(error: unknown): string {
  const { cause } = error instanceof Error ? error : new Error(String(error));
  return String(Object(cause).code ?? error);
}

/** A browser that knows the issuer's address only, behind a balancer. */
export class BalancedBrowser extends Browser {
  readonly #issuer: string;
  readonly #balancer: Balancer;

  constructor(issuer: string, balancer: Balancer) {
    super();
    this.#issuer = issuer;
    this.#balancer = balancer;
  }

  override request(url: string, init: RequestInit = {}): Promise<Answer> {
    return this.#balancer.ask(init.method ?? 'GET', new URL(url).pathname, async (server) => {
      const answer = await super.request(at(server, url), init);
      const isOwn = answer.location?.startsWith(`${server.address}/`) === true;
      const location = isOwn ? at({ address: this.#issuer }, answer.location ?? '') : answer.location;
      return { ...answer, url, location };
    });
  }
}
