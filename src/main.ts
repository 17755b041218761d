import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Config } from './config.ts';
import { type Countersign, createCountersign } from './countersign.ts';
import { prepareDrain } from './drain.ts';
import { sweep } from './jobs/sweep.ts';
import { createLogger, type Logger } from './logging.ts';
import { createMailer } from './mail/mailer.ts';
import { developmentKey } from './secret-keys.ts';
import { type Database, openDatabase } from './storage/open-database.ts';

export interface RunningServer {
  readonly countersign: Countersign;
  readonly database: Database;
  readonly port: number;
  /** Stops taking requests, lets those under way finish, and closes everything in reverse order. */
  stop(): Promise<void>;
}

const sweepEveryMs = 60_000;

/** What is still under way after this is cut off; the whole stop fits into 10 s. */
const drainMs = 8000;

/** Configuration -> storage -> provider and pages -> listening. */
export async function startServer(
  config: Config,
  logger: Logger = createLogger(config.logLevel),
): Promise<RunningServer> {
  const database = await openConfiguredDatabase(config, logger);
  const mailer = createMailer({
    smtpUrl: config.smtpUrl,
    from: config.mailFrom,
    logger,
    withoutServer: config.production ? 'refuse' : 'keep',
  });
  const countersign = await createCountersign({
    issuer: config.issuer,
    database,
    secretKeys: await secretKeysOf(config),
    mailer,
    logger,
    plans: config.plans,
    acrAliases: config.acrAliases,
    resources: config.resources,
    totp: config.totp,
    trustedProxies: config.trustedProxies,
    production: config.production,
  });
  const server = await listen(countersign, config);
  const draining = prepareDrain(server);
  const sweeping = setInterval(() => sweepNow(countersign, logger), sweepEveryMs);
  sweeping.unref();
  const { port } = server.address() as AddressInfo;
  logger.info({ issuer: config.issuer, port, embedded: database.embedded }, 'started');
  return {
    countersign,
    database,
    port,
    async stop() {
      clearInterval(sweeping);
      await draining.start(drainMs);
      countersign.stop();
      await mailer.close();
      await database.close();
      logger.info('stopped');
    },
  };
}

/** Due work is housekeeping, so a failure is noted and tried again at the next turn. */
function sweepNow({ db }: Countersign, logger: Logger): void {
  sweep(db, new Date()).catch((error) => logger.warn({ err: error }, 'the sweep failed'));
}

/** The configured keys, or outside production the key that is kept beside the data. */
export async function secretKeysOf(config: Config): Promise<readonly Buffer[]> {
  return config.secretKeys ?? [await developmentKey(config.dataDir)];
}

export async function openConfiguredDatabase(config: Config, logger: Logger): Promise<Database> {
  const database = await openDatabase({
    databaseUrl: config.databaseUrl,
    dataDirectory: config.dataDir,
    poolSize: config.databasePoolSize,
    statementTimeoutMs: config.statementTimeoutMs,
    poolWaitMs: config.poolWaitMs,
    onPoolError: (error) => logger.warn({ err: error }, 'a database connection broke'),
  });
  if (database.embedded) {
    logger.warn(
      'the embedded database is for trying out: one process only, and a power failure can lose the last changes; set DATABASE_URL',
    );
  }
  return database;
}

function listen({ handler }: Countersign, config: Config): Promise<Server> {
  const server = createServer({ requestTimeout: 30_000, headersTimeout: 10_000 }, handler);
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(config.port, config.host, () => resolve(server));
  });
}
