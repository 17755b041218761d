import { createServer, type Server } from 'node:http';
import Koa from 'koa';
import { createRelyingParty, type DemoClient } from './relying-party.ts';
import { handleRequest } from './routes.ts';
import { securityHeaders } from './security-headers.ts';
import { createSessions } from './sessions.ts';

export interface DemoApplicationOptions {
  /** Address of the provider; it may start later. */
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** 0: any free port. */
  readonly port: number;
  /** Where to listen, for example 127.0.0.1. */
  readonly host: string;
  /** Further clients that the application plays, with the same redirect URI. */
  readonly otherClients?: readonly DemoClient[];
}

export interface DemoApplication {
  /** `http://localhost:<port>` on loopback; `<url>/callback` is the redirect URI, `<url>/` the one after sign-out. */
  readonly url: string;
  close(): Promise<void>;
}

/** Starts a small application that signs people in at a provider and shows what it is told. */
export async function startDemoApplication(options: DemoApplicationOptions): Promise<DemoApplication> {
  const main = { clientId: options.clientId, clientSecret: options.clientSecret, title: 'Demo application' };
  const server = createServer();
  const url = await listen(server, options);
  const relyingParty = createRelyingParty(options.issuer, [main, ...(options.otherClients ?? [])], () => url);
  const application = new Koa();
  application.use(securityHeaders(options.issuer));
  application.use(handleRequest({ relyingParty, sessions: createSessions(), url }));
  const handle = application.callback();
  server.on('request', (request, response) => void handle(request, response));
  return { url, close: () => stop(server) };
}

function listen(server: Server, { port, host }: DemoApplicationOptions): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => resolve(urlOf(server, host)));
  });
}

function urlOf(server: Server, host: string): string {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server listens on no port');
  // Browsers and the registered redirect URI speak of localhost.
  const isLoopback = host === '::1' || host === 'localhost' || host.startsWith('127.');
  const name = host.includes(':') ? `[${host}]` : host;
  return `http://${isLoopback ? 'localhost' : name}:${address.port}`;
}

function stop(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
