import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { migrate } from '../../src/storage/migrate.ts';
import { type Database, openDatabase } from '../../src/storage/open-database.ts';

/** A PostgreSQL server to run the same tests on, e.g. `postgres://postgres@127.0.0.1:5432/postgres`; else embedded. */
const postgresServer = process.env.TEST_POSTGRES_URL;

let shared: Promise<{ database: Database; dispose: () => Promise<void> }> | undefined;

/** The database of this run: created once, since an embedded one takes seconds. */
export async function testDatabase(): Promise<Database> {
  shared ??= freshDatabase();
  return (await shared).database;
}

/** Address of the shared PostgreSQL database, for a second process; null on the embedded one. */
export async function testDatabaseUrl(): Promise<string | null> {
  await testDatabase();
  return postgresServer === undefined ? null : databaseUrl;
}

export async function disposeTestDatabase(): Promise<void> {
  if (shared !== undefined) await (await shared).dispose();
  shared = undefined;
}

let databaseUrl: string | null = null;

async function freshDatabase() {
  const options = {
    dataDirectory: 'memory',
    poolSize: 10,
    statementTimeoutMs: 10_000,
    poolWaitMs: 10_000,
    onPoolError: () => undefined,
  };
  if (postgresServer === undefined) {
    const database = await openDatabase({ ...options, databaseUrl: null });
    await migrate(database);
    return { database, dispose: () => database.close() };
  }
  const name = `countersign_test_${randomUUID().replaceAll('-', '')}`;
  await administer(postgresServer, `CREATE DATABASE ${name}`);
  databaseUrl = Object.assign(new URL(postgresServer), { pathname: `/${name}` }).href;
  const database = await openDatabase({ ...options, databaseUrl });
  await migrate(database);
  const dispose = async () => {
    await database.close();
    await administer(postgresServer, `DROP DATABASE ${name} WITH (FORCE)`);
  };
  return { database, dispose };
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
