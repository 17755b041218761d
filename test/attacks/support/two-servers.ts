import { startTestServer, type TestServer } from '../../harness/server.ts';

/** A second server of the same issuer, over the same database and keys, with nothing of the first one's memory. */
export function secondServer({ issuer, database }: TestServer): Promise<TestServer> {
  return startTestServer({ issuer, database });
}

/** The same address at another server of the issuer; a browser sends it the same cookies. */
export function at({ address }: TestServer, url: string): string {
  const { pathname, search } = new URL(url);
  return `${address}${pathname}${search}`;
}

/** Every second one of many at the other server. */
export function alternate(servers: readonly [TestServer, TestServer], index: number): TestServer {
  return index % 2 === 0 ? servers[0] : servers[1];
}
