import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { shippedPlans } from '../../src/config/plans.ts';
import { type Countersign, type CountersignOptions, createCountersign } from '../../src/countersign.ts';
import { createLogger } from '../../src/logging.ts';
import { createDevelopmentMailbox } from '../../src/mail/development-mailbox.ts';
import type { DevelopmentMailer } from '../../src/mail/mailer.ts';
import type { Database } from '../../src/storage/open-database.ts';
import { testDatabase } from './database.ts';

export interface TestServer {
  readonly issuer: string;
  readonly countersign: Countersign;
  readonly database: Database;
  readonly mailbox: DevelopmentMailer;
  /** Lines of the server's log, as written. */
  readonly log: string[];
  stop(): Promise<void>;
}

export const testKey = Buffer.alloc(32, 7);

/** A server on a port of its own, over the database that all tests of this run share. */
export async function startTestServer(overrides: Partial<CountersignOptions> = {}): Promise<TestServer> {
  const database = overrides.database ?? (await testDatabase());
  const { server, port } = await reservePort();
  const issuer = overrides.issuer ?? `http://localhost:${port}`;
  const mailbox = createDevelopmentMailbox(() => Date.now());
  const log: string[] = [];
  const countersign = await createCountersign({
    issuer,
    database,
    secretKeys: [testKey],
    mailer: mailbox,
    logger: createLogger('info', { write: (line) => void log.push(line) }),
    plans: shippedPlans,
    resources: { 'https://api.example/': { scopes: 'read write', format: 'jwt' } },
    ...overrides,
  });
  server.on('request', countersign.handler);
  return {
    issuer,
    countersign,
    database,
    mailbox,
    log,
    async stop() {
      countersign.stop();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

let shared: Promise<TestServer> | undefined;

/** The one server that most tests use; each test brings people and organizations of its own. */
export function sharedServer(): Promise<TestServer> {
  shared ??= startTestServer();
  return shared;
}

export async function stopSharedServer(): Promise<void> {
  if (shared !== undefined) await (await shared).stop();
  shared = undefined;
}

function reservePort(): Promise<{ server: Server; port: number }> {
  const server = createServer();
  return new Promise((resolve) => {
    server.listen(0, 'localhost', () => resolve({ server, port: (server.address() as AddressInfo).port }));
  });
}
