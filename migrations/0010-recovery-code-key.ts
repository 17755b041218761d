/**
 * Recovery codes under a key instead of a slow hash (docs/security.md says why).
 *
 * The key is random and stands in the database, sealed under SECRET_KEYS: rotating those seals it anew and leaves the
 * codes as they are. A code without a salt is a keyed hash; those from before keep theirs and count until they are
 * replaced. Dropping NOT NULL rewrites nothing.
 */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class RecoveryCodeKey1795000000010 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE sealed_keys (
      name text CONSTRAINT sealed_keys_pk PRIMARY KEY,
      sealed bytea NOT NULL,
      created_at timestamptz(3) NOT NULL)`);
    await runner.query('ALTER TABLE recovery_codes ALTER COLUMN salt DROP NOT NULL');
  }

  /** Removes the codes that an older program cannot check; their owners get new ones with their next factor. */
  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DELETE FROM recovery_codes WHERE salt IS NULL');
    await runner.query('ALTER TABLE recovery_codes ALTER COLUMN salt SET NOT NULL');
    await runner.query('DROP TABLE sealed_keys');
  }
}
