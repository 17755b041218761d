import type { DataSource, QueryRunner } from 'typeorm';
import type { Database } from './open-database.ts';

export interface MigrationStatus {
  readonly applied: readonly string[];
  readonly pending: readonly string[];
}

/** Arbitrary, but the same on every server: whoever holds it migrates, the others wait and then find nothing to do. */
const advisoryLockId = 4_070_914;

/**
 * Brings the schema up to date and answers the names of what ran.
 * TypeORM's runner takes no lock of its own: of three servers that start at once, two would crash.
 */
export async function migrate(database: Database): Promise<readonly string[]> {
  if (database.embedded) return runPending(database.dataSource);
  const runner = database.dataSource.createQueryRunner();
  try {
    // Waiting for another server's migration may take longer than any statement should.
    await runner.query('SET statement_timeout = 0');
    await runner.query('SELECT pg_advisory_lock($1)', [advisoryLockId]);
    return await runPending(database.dataSource);
  } finally {
    await unlock(runner);
  }
}

export async function migrationStatus(database: Database): Promise<MigrationStatus> {
  const known = database.dataSource.migrations.map((migration) => migration.constructor.name);
  const applied = await appliedMigrations(database.dataSource);
  return { applied, pending: known.filter((name) => !applied.includes(name)) };
}

async function runPending(dataSource: DataSource): Promise<readonly string[]> {
  const ran = await dataSource.runMigrations({ transaction: 'each' });
  return ran.map((migration) => migration.name);
}

async function appliedMigrations(dataSource: DataSource): Promise<string[]> {
  const [table] = await dataSource.query("SELECT to_regclass('migrations') AS name");
  if (table.name === null) return [];
  const rows: { name: string }[] = await dataSource.query('SELECT name FROM migrations ORDER BY id');
  return rows.map((row) => row.name);
}

async function unlock(runner: QueryRunner): Promise<void> {
  await runner.query('SELECT pg_advisory_unlock($1)', [advisoryLockId]).catch(() => undefined);
  await runner.query('RESET statement_timeout').catch(() => undefined);
  await runner.release();
}
