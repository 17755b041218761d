import { chmod, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { createPgConfig } from '@electric-sql/pglite/node-postgres';
import { DataSource } from 'typeorm';
import { migrations } from '../../migrations/index.ts';
import type { Database } from './database/database.ts';
import { lockDirectory } from './database/directory-lock.ts';
import { entities } from './entities.ts';

export interface DatabaseOptions {
  /** PostgreSQL; null opens the embedded database instead. */
  readonly databaseUrl: string | null;
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
  const dataSource = new DataSource({
    ...common,
    type: 'postgres',
    url,
    applicationName: 'countersign',
    poolSize: options.poolSize,
    poolErrorHandler: options.onPoolError,
    connectTimeoutMS: options.poolWaitMs,
    extra: {
      statement_timeout: options.statementTimeoutMs,
      idle_in_transaction_session_timeout: options.statementTimeoutMs * 2,
      // The server's own limit does not help when the connection is dead or the network slow.
      query_timeout: options.statementTimeoutMs + 500,
    },
  });
  await dataSource.initialize();
  return { dataSource, embedded: false, close: () => dataSource.destroy() };
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
