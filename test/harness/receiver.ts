import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { closedAtLast } from './closing.ts';

/** An application's end of the back channel, on this machine. */
export interface Receiver {
  readonly uri: string;
  /** `logout_token` of each request. */
  readonly received: string[];
  /** Resolves with the first request. */
  readonly told: Promise<void>;
  close(): Promise<void>;
}

/** What an application does with a request that it has read. */
export type Behaviour = (response: ServerResponse) => void;

const accept: Behaviour = (response) => {
  response.writeHead(200, { 'cache-control': 'no-store' }).end();
};

/** @param behaviour default: answers 200 */
export async function openReceiver(behaviour: Behaviour = accept): Promise<Receiver> {
  const received: string[] = [];
  const told = Promise.withResolvers<void>();
  const server = createServer((request, response) => {
    void logoutTokenOf(request).then((token) => {
      received.push(token);
      behaviour(response);
      told.resolve();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    uri: `http://127.0.0.1:${(server.address() as AddressInfo).port}/back-channel`,
    received,
    told: told.promise,
    close: closedAtLast(async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    }),
  };
}

async function logoutTokenOf(request: IncomingMessage): Promise<string> {
  return new URLSearchParams(await text(request)).get('logout_token') ?? '';
}
