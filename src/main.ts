import { Resolver } from 'node:dns/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { keepHouse } from './background-work.ts';
import { type Config, productOf } from './config/config.ts';
import { postgresAt } from './config/database-address.ts';
import { developmentKey } from './config/secret-keys.ts';
import { type Countersign, createCountersign } from './countersign.ts';
import { type Drain, prepareDrain } from './drain.ts';
import { createLogger, type Logger } from './logging/logger.ts';
import { createMailer } from './mail/mailer.ts';
import { createDomainCheck } from './organizations/profile/domain-check.ts';
import { unknownPlanInWords, unknownPlans } from './plans/unknown-plans.ts';
import { databaseProblem, listeningProblem } from './refusal/cannot-start.ts';
import type { Database } from './storage/database/database.ts';
import { openDatabase } from './storage/open-database.ts';
import { countByPlan } from './storage/organizations/plan-counts.ts';

export interface RunningServer {
  readonly countersign: Countersign;
  readonly database: Database;
  readonly port: number;
  /** Stops taking requests, lets those under way finish, and closes everything in reverse order. */
  stop(): Promise<void>;
}

/** A look-up is given up after so long, and asked once more. */
const dnsPatience = { timeout: 2000, tries: 2 };

/** What is still under way after this is cut off; the whole stop fits into 10 s. */
const drainMs = 8000;

/**
 * What a process does of all that a server does. Workers of one machine answer requests on one port, over a database that
 * is up to date; the first of them does the background work as well, which any one server may do.
 */
export type ServerPart = 'all' | 'first worker' | 'further worker';

/**
 * Configuration -> storage -> provider and pages -> listening.
 * @throws CannotStart when the database lets nobody in or the port is taken; nothing is left open then
 */
export async function startServer(
  config: Config,
  logger: Logger = createLogger(config.logLevel),
  part: ServerPart = 'all',
): Promise<RunningServer> {
  const database = await openConfiguredDatabase(config, logger);
  try {
    return await startOn(database, { config, logger, part });
  } catch (error) {
    await database.close();
    throw error;
  }
}

interface Start {
  readonly config: Config;
  readonly logger: Logger;
  readonly part: ServerPart;
}

async function startOn(database: Database, { config, logger, part }: Start): Promise<RunningServer> {
  const worksBeside = part !== 'further worker';
  const mailer = configuredMailer(config, logger);
  const countersign = await createCountersign({
    issuer: config.issuer,
    database,
    schema: part === 'all' ? 'to be brought up to date' : 'up to date',
    secretKeys: await secretKeysOf(config),
    passwordHash: config.passwordHash,
    mailer,
    logger,
    plans: config.plans,
    defaultPlan: config.defaultPlan,
    acrAliases: config.acrAliases,
    resources: config.resources,
    requirePkce: config.requirePkce,
    product: productOf(config),
    totp: config.totp,
    recoveryCodesCheckDays: config.recoveryCodesCheckDays,
    trustedProxies: config.trustedProxies,
    privateNetworks: config.privateNetworks,
    production: config.production,
    ...(config.domainVerification === 'dns' && { domainCheck: createDomainCheck(new Resolver(dnsPatience)) }),
  });
  if (worksBeside) await tellUnknownPlans(countersign, config, logger);
  if (worksBeside && config.production && config.smtpUrl === null)
    logger.warn(
      'SMTP_URL is not set: no mail leaves, so nobody can set up a second factor by mailbox, and no invitation or new password arrives',
    );
  const { server, draining } = await listen(countersign, config).catch((error) => {
    countersign.stop();
    throw listeningProblem(error, config);
  });
  const stopWork = worksBeside ? await startWork(countersign, logger) : async () => undefined;
  const { port } = server.address() as AddressInfo;
  logger.info({ issuer: config.issuer, port, embedded: database.embedded }, 'started');
  return {
    countersign,
    database,
    port,
    async stop() {
      await Promise.all([draining.start(drainMs), stopWork()]);
      countersign.stop();
      await mailer.close();
      await database.close();
      logger.info('stopped');
    },
  };
}

/** @returns what stops it again */
async function startWork(countersign: Countersign, logger: Logger): Promise<() => Promise<void>> {
  await countersign.jobs.start();
  const stopHousekeeping = keepHouse(countersign, logger);
  return async () => {
    stopHousekeeping();
    await countersign.jobs.stop(drainMs);
  };
}

/** The operator may have renamed a plan that organizations are on (ruling 27). */
async function tellUnknownPlans({ db }: Countersign, { plans }: Config, logger: Logger): Promise<void> {
  for (const each of unknownPlans(await countByPlan(db.sql), plans))
    logger.warn({ ...each }, unknownPlanInWords(each));
}

/** The configured keys, or outside production the key that is kept beside the data. */
export async function secretKeysOf(config: Config): Promise<readonly Buffer[]> {
  return config.secretKeys ?? [await developmentKey(config.dataDir)];
}

/** @throws CannotStart when PostgreSQL lets nobody in; DirectoryInUse */
export async function openConfiguredDatabase(config: Config, logger: Logger): Promise<Database> {
  const { databaseUrl } = config;
  const database = await openDatabase({
    databaseUrl,
    directUrl: config.databaseDirectUrl,
    statementNames: config.statementNames,
    dataDirectory: config.dataDir,
    poolSize: config.databasePoolSize,
    statementTimeoutMs: config.statementTimeoutMs,
    poolWaitMs: config.poolWaitMs,
    onPoolError: (error) => logger.warn({ err: error }, 'a database connection broke'),
  }).catch((error) => {
    throw databaseUrl === null ? error : databaseProblem(postgresAt(databaseUrl), error);
  });
  if (database.embedded) {
    logger.warn(
      'the embedded database is for trying out: one process only, and a power failure can lose the last changes; set DATABASE_URL',
    );
  }
  return database;
}

/** Without a mail server mails are kept in memory, in production refused. */
export function configuredMailer(
  { smtpUrl, mailFrom: from, production }: Config,
  logger: Logger,
): ReturnType<typeof createMailer> {
  return createMailer({ smtpUrl, from, logger, withoutServer: production ? 'refuse' : 'keep' });
}

function listen({ handler }: Countersign, config: Config): Promise<{ server: Server; draining: Drain }> {
  const server = createServer({ requestTimeout: 30_000, headersTimeout: 10_000 }, handler);
  const draining = prepareDrain(server);
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(config.port, config.host, () => resolve({ server, draining }));
  });
}
