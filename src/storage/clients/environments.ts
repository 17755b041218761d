import type { Environment } from '../../environments/environment.ts';
import type { EnvironmentStore, SilentEnvironment } from '../../environments/store.ts';
import type { Sql } from '../database/sql.ts';

/** Arbitrary, but the same everywhere; the second half of the lock is the name. */
const environmentLocks = 4_070_916;

/** Of an organization; see `EnvironmentStore.silent`. */
export const silentEnvironments = `SELECT e.name, e.mfa FROM environments e
  WHERE e.mfa <> 'on' AND EXISTS (SELECT 1 FROM clients c
    WHERE c.environment = e.name AND (c.organization_id IS NULL OR c.organization_id = $1)) ORDER BY e.name`;

export function createEnvironmentStore(sql: Sql): EnvironmentStore {
  return {
    all: () => sql<Environment>('SELECT name, mfa, pilot FROM environments ORDER BY name'),
    silent: (organizationId) => sql<SilentEnvironment>(silentEnvironments, [organizationId]),
    async lock(name) {
      await sql('SELECT pg_advisory_xact_lock($1, hashtext($2))', [environmentLocks, name]);
    },
    async find(name) {
      const [row] = await sql<Environment>('SELECT name, mfa, pilot FROM environments WHERE name = $1', [
        name,
      ]);
      return row ?? null;
    },
    async save({ name, mfa, pilot }) {
      await sql(
        `INSERT INTO environments (name, mfa, pilot) VALUES ($1, $2, $3)
         ON CONFLICT (name) DO UPDATE SET mfa = excluded.mfa, pilot = excluded.pilot`,
        [name, mfa, JSON.stringify(pilot)],
      );
    },
    async forgetPilots(emails) {
      await changePilots(sql, emails, []);
    },
    async renamePilots(from, to) {
      await changePilots(sql, [from], [to]);
    },
  };
}

/** Takes these addresses out of all pilots, and puts another into each that had one of them. */
async function changePilots(sql: Sql, emails: readonly string[], added: readonly string[]): Promise<void> {
  const rows = await sql<{ name: string }>(
    "SELECT name FROM environments WHERE (pilot->'users') ?| $1::text[] ORDER BY name",
    [emails],
  );
  // A change that has read the pilot before would bring them back.
  for (const { name } of rows) {
    await sql('SELECT pg_advisory_xact_lock($1, hashtext($2))', [environmentLocks, name]);
    await sql(
      `UPDATE environments SET pilot = jsonb_set(pilot, '{users}',
         ((pilot->'users') - $2::text[]) || to_jsonb($3::text[])) WHERE name = $1`,
      [name, emails, added],
    );
  }
}
