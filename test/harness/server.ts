import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { shippedPlans } from '../../src/config/plans.ts';
import { type Countersign, createCountersign } from '../../src/countersign.ts';
import type { CountersignOptions } from '../../src/countersign-options.ts';
import { createLogger } from '../../src/logging/logger.ts';
import { createDevelopmentMailbox } from '../../src/mail/development-mailbox.ts';
import type { DevelopmentMailer } from '../../src/mail/mailer.ts';
import type { Database } from '../../src/storage/database/database.ts';
import { closedAtLast } from './closing.ts';
import { freshDatabase, testDatabase } from './database.ts';
import { watchAnswers } from './documented-answers.ts';

export interface TestServer {
  readonly issuer: string;
  /** Where it listens, e.g. `http://localhost:4711`; another origin than the issuer's for a second server of one issuer. */
  readonly address: string;
  readonly countersign: Countersign;
  readonly database: Database;
  readonly mailbox: DevelopmentMailer;
  /** URIs of the APIs of its configuration. */
  readonly resources: readonly string[];
  /** Lines of the server's log, as written. */
  readonly log: string[];
  stop(): Promise<void>;
}

/** Of every server that says nothing else. */
const testResources = { 'https://api.example/': { scopes: 'read write', format: 'jwt' } } as const;

export const testKey = Buffer.alloc(32, 7);

/**
 * A server on a port of its own, over the database that all tests of this run share.
 * @param wantedPort where to listen, e.g. where another has just stopped; default any free port
 */
export async function startTestServer(
  overrides: Partial<CountersignOptions> = {},
  wantedPort = 0,
): Promise<TestServer> {
  const database = overrides.database ?? (await testDatabase());
  const { server, port } = await reservePort(wantedPort);
  const close = closedAtLast(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  const address = `http://localhost:${port}`;
  const issuer = overrides.issuer ?? address;
  const { resources = testResources } = overrides;
  const mailbox = createDevelopmentMailbox(() => Date.now());
  const log: string[] = [];
  const countersign = await createCountersign({
    issuer,
    database,
    secretKeys: [testKey],
    mailer: mailbox,
    logger: createLogger('info', { write: (line) => void log.push(line) }),
    plans: shippedPlans,
    resources,
    ...overrides,
  }).catch((error: unknown) => {
    // A port that is still listened on would keep the run from ending.
    server.close();
    throw error;
  });
  server.on('request', watchAnswers(countersign.handler));
  return {
    issuer,
    address,
    countersign,
    database,
    mailbox,
    resources: Object.keys(resources),
    log,
    stop: closedAtLast(async () => {
      await countersign.jobs.stop();
      countersign.stop();
      await close();
    }),
  };
}

/** The same over a migrated database of its own, which is gone once it has stopped. */
export async function startOwnServer(
  overrides: Omit<Partial<CountersignOptions>, 'database'> = {},
): Promise<TestServer> {
  const { database, dispose } = await freshDatabase();
  const server = await startTestServer({ ...overrides, database });
  const stop = async () => {
    await server.stop();
    await dispose();
  };
  return { ...server, stop };
}

let shared: Promise<TestServer> | undefined;

/** The one server that most tests use; each test brings people and organizations of its own. */
export function sharedServer(): Promise<TestServer> {
  shared ??= startTestServer();
  return shared;
}

function reservePort(wanted: number): Promise<{ server: Server; port: number }> {
  const server = createServer();
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(wanted, 'localhost', () =>
      resolve({ server, port: (server.address() as AddressInfo).port }),
    );
  });
}
