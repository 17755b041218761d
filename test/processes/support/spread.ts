import * as oidc from 'openid-client';
import { Application } from '../../harness/application.ts';
import { type Answer, Browser } from '../../harness/browser.ts';
import type { ServerProcess } from './server-process.ts';
import type { ProcessPair } from './server-processes.ts';

type Located = Pick<ServerProcess, 'address'>;

/** The same address at one server of the issuer. */
export function at({ address }: Located, url: string): string {
  const { pathname, search } = new URL(url);
  return `${address}${pathname}${search}`;
}

/** Every second one of many at the other server. */
export function alternate(servers: readonly [ServerProcess, ServerProcess], index: number): ServerProcess {
  return index % 2 === 0 ? servers[0] : servers[1];
}

/** A browser before a load balancer: it knows the issuer's address only, and `route` says who serves each request. */
export class RoutedBrowser extends Browser {
  readonly #issuer: string;
  readonly #route: (index: number) => Located;
  #requests = 0;

  /** @param route told how many requests went before */
  constructor(issuer: string, route: (index: number) => Located) {
    super();
    this.#issuer = issuer;
    this.#route = route;
  }

  override async request(url: string, init: RequestInit = {}): Promise<Answer> {
    const server = this.#route(this.#requests);
    this.#requests += 1;
    const answer = await super.request(at(server, url), init);
    const location = answer.location?.startsWith(`${server.address}/`)
      ? at({ address: this.#issuer }, answer.location)
      : answer.location;
    return { ...answer, url, location };
  }
}

/** A browser of which each request is served by the other process than the one before. */
export function spreadBrowser({ issuer, servers }: ProcessPair, first = 0): Browser {
  return new RoutedBrowser(issuer, (index) => alternate(servers, first + index));
}

/** An application of which each request is served by the other process than the one before. */
export async function spreadApplication(
  { issuer, servers }: ProcessPair,
  clientId: string,
): Promise<Application> {
  const application = await Application.discover(issuer, clientId, `secret-of-${clientId}`);
  let requests = 0;
  application.config[oidc.customFetch] = (url, { method, headers, body, redirect }) => {
    requests += 1;
    return fetch(at(alternate(servers, requests), url), { method, headers, body: body ?? null, redirect });
  };
  return application;
}
