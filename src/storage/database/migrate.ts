import { setTimeout } from 'node:timers/promises';
import { type DataSource, MigrationExecutor, type QueryRunner } from 'typeorm';
import type { Database } from './database.ts';
import { poolLibrarySql, runnerLibrarySql } from './library-sql.ts';
import { requireMayCreate } from './may-create.ts';
import { installQueue } from './queue.ts';

export interface MigrationStatus {
  readonly applied: readonly string[];
  readonly pending: readonly string[];
}

/** Arbitrary, but the same on every server: whoever holds it migrates, the others wait and then find nothing to do. */
const advisoryLockId = 4_070_914;

/** Who waits for it asks this often. */
const lookAgainMs = 200;

/**
 * Brings the schema up to date and answers the names of what ran.
 * TypeORM's runner takes no lock of its own: of three servers that start at once, two would crash.
 * @throws CannotStart where the user of the database may not create what is needed
 */
export async function migrate(database: Database): Promise<readonly string[]> {
  const { dataSource, embedded } = database;
  const ran = embedded ? await runPending(dataSource) : await migrateWhereNeeded(database);
  // Of servers that get here at once, the library's own lock lets one at a time do it.
  await installQueue(poolLibrarySql(dataSource));
  return ran;
}

async function migrateWhereNeeded(database: Database): Promise<readonly string[]> {
  const { pending } = await migrationStatus(database);
  if (pending.length === 0) return [];
  await requireMayCreate(database.dataSource);
  return migrateLocked(database);
}

export async function migrationStatus(database: Database): Promise<MigrationStatus> {
  const known = database.dataSource.migrations.map((migration) => migration.constructor.name);
  const applied = await appliedMigrations(database.dataSource);
  return { applied, pending: known.filter((name) => !applied.includes(name)) };
}

/**
 * On one connection of its own: a migration, or the wait for another server's, may take longer than any statement of a
 * request, and must not need a second connection of a pool that has only one.
 */
async function migrateLocked(database: Database): Promise<readonly string[]> {
  const patient = await database.openDirect();
  try {
    const runner = patient.createQueryRunner();
    // Freed with the connection, which ends below or with the process.
    while (!(await takeLock(runner))) await setTimeout(lookAgainMs);
    const ran = await runPending(patient, runner);
    await installQueue(runnerLibrarySql(runner));
    return ran;
  } finally {
    await patient.destroy();
  }
}

/**
 * Not by waiting in the database: an index that is made concurrently waits for every statement from before it, also for
 * that of a server that waits for the one that makes the index.
 */
async function takeLock(runner: QueryRunner): Promise<boolean> {
  const [row] = await runner.query('SELECT pg_try_advisory_lock($1) AS taken', [advisoryLockId]);
  return row.taken;
}

async function runPending(dataSource: DataSource, runner?: QueryRunner): Promise<readonly string[]> {
  const executor = new MigrationExecutor(dataSource, runner);
  executor.transaction = 'each';
  const ran = await executor.executePendingMigrations();
  return ran.map((migration) => migration.name);
}

async function appliedMigrations(dataSource: DataSource): Promise<string[]> {
  const [table] = await dataSource.query("SELECT to_regclass('migrations') AS name");
  if (table.name === null) return [];
  const rows: { name: string }[] = await dataSource.query('SELECT name FROM migrations ORDER BY id');
  return rows.map((row) => row.name);
}
