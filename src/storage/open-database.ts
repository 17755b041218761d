import { chmod, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { createPgConfig } from '@electric-sql/pglite/node-postgres';
import { DataSource } from 'typeorm';
import { migrations } from '../../migrations/index.ts';
import { addressesIn, postgresAt } from '../config/database-address.ts';
import { CannotStart, wordsOf } from '../refusal/cannot-start.ts';
import { connectorTo, type StatementNames } from './database/connector.ts';
import type { Database } from './database/database.ts';
import { lockDirectory } from './database/directory-lock.ts';
import { primaryAmong } from './database/primary.ts';
import {
  requireNoLimits,
  requireSessionLimits,
  sessionLimits,
  withoutLimits,
} from './database/session-limits.ts';
import { entities } from './entities.ts';

export interface DatabaseOptions {
  /** PostgreSQL, also several hosts of which one takes writes; null opens the embedded database instead. */
  readonly databaseUrl: string | null;
  /** The same without a pooler before it, for what needs a session of its own; default `databaseUrl`. */
  readonly directUrl?: string | null;
  /** `off` behind a pooler in transaction mode: then nothing is told to a session either; default `on`. */
  readonly statementNames?: StatementNames;
  /** Where the embedded database lives; `memory` keeps it in memory (tests). */
  readonly dataDirectory: string;
  readonly poolSize: number;
  readonly statementTimeoutMs: number;
  readonly poolWaitMs: number;
  /** Told about broken idle connections; the pool replaces them by itself. */
  readonly onPoolError: (error: unknown) => void;
}

/** Opens PostgreSQL or the embedded database; throws DirectoryInUse when another process has the latter. */
export function openDatabase(options: DatabaseOptions): Promise<Database> {
  return options.databaseUrl === null ? openEmbedded(options) : openPostgres(options, options.databaseUrl);
}

/** Where TypeORM keeps which migrations have run. A server that starts without it would begin at the first. */
export const migrationsTable = 'migrations';

const common = {
  entities,
  migrations,
  migrationsTableName: migrationsTable,
  logging: false,
  synchronize: false,
} as const;

async function openPostgres(options: DatabaseOptions, url: string): Promise<Database> {
  const { statementNames = 'on', statementTimeoutMs, poolSize } = options;
  const limits = sessionLimits(statementTimeoutMs);
  const dataSource = postgres(options, url, {
    poolSize,
    limits: {
      ...(statementNames === 'on' && limits),
      // The server's own limit does not help when the connection is dead or the network slow.
      query_timeout: statementTimeoutMs + 500,
    },
  });
  await dataSource.initialize();
  try {
    if (statementNames === 'off') await requireSessionLimits(dataSource, limits);
  } catch (error) {
    await dataSource.destroy();
    throw error;
  }
  return {
    dataSource,
    embedded: false,
    openDirect: () => openDirect(options, url),
    close: () => dataSource.destroy(),
  };
}

function postgres(
  { onPoolError, poolWaitMs, statementNames = 'on' }: DatabaseOptions,
  url: string,
  { poolSize, limits }: { readonly poolSize: number; readonly limits: object },
): DataSource {
  const urls = addressesIn(url);
  return new DataSource({
    ...common,
    type: 'postgres',
    url: urls[0],
    applicationName: 'countersign',
    poolSize,
    poolErrorHandler: onPoolError,
    connectTimeoutMS: poolWaitMs,
    extra: { ...connectorTo(primaryAmong(urls, poolWaitMs), statementNames), ...limits },
  });
}

async function openDirect(options: DatabaseOptions, databaseUrl: string): Promise<DataSource> {
  const url = options.directUrl ?? databaseUrl;
  try {
    const dataSource = await postgres(options, url, { poolSize: 1, limits: withoutLimits }).initialize();
    await requireNoLimits(dataSource).catch(async (error) => {
      await dataSource.destroy();
      throw error;
    });
    return dataSource;
  } catch (error) {
    throw new CannotStart(
      'DATABASE_DIRECT_URL',
      `migrations need a connection to PostgreSQL itself, without a pooler before it, and ${postgresAt(url)} is none (${wordsOf(error)})`,
    );
  }
}

async function openEmbedded(options: DatabaseOptions): Promise<Database> {
  const inMemory = options.dataDirectory === 'memory';
  const unlock = inMemory ? async () => undefined : await lockOwnDirectory(options.dataDirectory);
  const pglite = await PGlite.create(inMemory ? 'memory://' : join(options.dataDirectory, 'database'));
  const dataSource = new DataSource({
    ...common,
    type: 'postgres',
    poolErrorHandler: options.onPoolError,
    // One connection that is never given up: PGlite has no second one (a pool of 2 breaks it).
    extra: { ...createPgConfig(pglite), max: 1, idleTimeoutMillis: 0, connectionTimeoutMillis: 10_000 },
  });
  await dataSource.initialize();
  return {
    dataSource,
    embedded: true,
    openDirect: () => Promise.reject(new Error('the embedded database has one connection')),
    async close() {
      await dataSource.destroy();
      await pglite.close();
      await unlock();
    },
  };
}

/** Only the owner may read the directory: it holds the sealing key of a development server too. */
async function lockOwnDirectory(directory: string): Promise<() => Promise<void>> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  await chmod(directory, 0o700);
  return lockDirectory(directory);
}
