import type { SeedingStore } from '../../seeding/seeding-store.ts';
import type { Sql } from '../database/sql.ts';

/** Arbitrary, but the same everywhere: whoever holds it applies a file. */
const advisoryLockId = 4_070_915;

export function createSeedingStore(sql: Sql): SeedingStore {
  return {
    async begin() {
      await sql('SELECT pg_advisory_xact_lock($1)', [advisoryLockId]);
    },
    async lockPeople({ userIds, emails }) {
      await sql('SELECT 1 FROM users WHERE id = ANY ($1) OR email = ANY ($2) ORDER BY id FOR NO KEY UPDATE', [
        userIds,
        emails,
      ]);
    },
  };
}
