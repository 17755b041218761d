import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import type { Database } from '../../src/storage/database/database.ts';
import { migrate } from '../../src/storage/database/migrate.ts';
import { type DatabaseOptions, openDatabase } from '../../src/storage/open-database.ts';
import { closedAtLast } from './closing.ts';

/** A PostgreSQL server to run the same tests on, e.g. `postgres://postgres@127.0.0.1:5432/postgres`; else embedded. */
export const postgresServer = process.env.TEST_POSTGRES_URL;

export interface OwnDatabase {
  readonly database: Database;
  /** Null on the embedded one. */
  readonly url: string | null;
  dispose(): Promise<void>;
}

let shared: Promise<OwnDatabase> | undefined;

/** The database of this run: created once, since an embedded one takes seconds. */
export async function testDatabase(): Promise<Database> {
  shared ??= freshDatabase();
  return (await shared).database;
}

/** Address of the shared PostgreSQL database, for a second process; null on the embedded one. */
export async function testDatabaseUrl(): Promise<string | null> {
  await testDatabase();
  return (await shared)?.url ?? null;
}

/** What tests open a database with. */
export const openOptions: Omit<DatabaseOptions, 'databaseUrl'> = {
  dataDirectory: 'memory',
  poolSize: 10,
  statementTimeoutMs: 10_000,
  poolWaitMs: 10_000,
  onPoolError: () => undefined,
};

/** A database that is closed at the end of the run at the latest. */
export async function openTestDatabase(options: DatabaseOptions): Promise<Database> {
  const database = await openDatabase(options);
  return { ...database, close: closedAtLast(() => database.close()) };
}

/** A migrated database for one test alone, which may do as it likes with everything in it. */
export async function freshDatabase(): Promise<OwnDatabase> {
  const empty = postgresServer === undefined ? null : await emptyPostgres(postgresServer);
  const database = await openTestDatabase({ ...openOptions, databaseUrl: empty?.url ?? null });
  await migrate(database);
  const dispose = async () => {
    await database.close();
    await empty?.drop();
  };
  return { database, url: empty?.url ?? null, dispose };
}

/** A new database on a PostgreSQL server, without any table yet. */
export async function emptyPostgres(
  server: string,
): Promise<{ readonly url: string; drop(): Promise<void> }> {
  const name = `countersign_test_${randomUUID().replaceAll('-', '')}`;
  await administer(server, `CREATE DATABASE ${name}`);
  const url = Object.assign(new URL(server), { pathname: `/${name}` }).href;
  const drop = closedAtLast(() => administer(server, `DROP DATABASE ${name} WITH (FORCE)`));
  return { url, drop };
}

async function administer(url: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
