/**
 * Security keys and passkeys beside authenticator apps.
 *
 * A key is an authenticator like an app: both stand in one table, so that whatever counts, lists or removes factors
 * needs to know nothing new. What only one kind has is null for the other. A credential belongs to one account: its id
 * is unique, so that it cannot be registered a second time (WebAuthn section 7.1, step 26).
 */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class SecurityKeys1795000000006 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const column of ofApps)
      await runner.query(`ALTER TABLE authenticators ALTER COLUMN ${column} DROP NOT NULL`);
    for (const column of ofKeys) await runner.query(`ALTER TABLE authenticators ADD COLUMN ${column}`);
    await runner.query(
      'ALTER TABLE authenticators ADD CONSTRAINT authenticators_credential_unique UNIQUE (credential_id)',
    );
    await runner.query(
      `ALTER TABLE authenticators ADD CONSTRAINT authenticators_complete CHECK (${complete})`,
    );
  }

  /** Removes all keys: an older program would take them for apps. Who had nothing else has no factor then. */
  async down(runner: QueryRunner): Promise<void> {
    await runner.query("DELETE FROM authenticators WHERE kind = 'webauthn'");
    await runner.query('ALTER TABLE authenticators DROP CONSTRAINT authenticators_complete');
    for (const column of ofKeys)
      await runner.query(`ALTER TABLE authenticators DROP COLUMN ${column.split(' ')[0]}`);
    for (const column of ofApps)
      await runner.query(`ALTER TABLE authenticators ALTER COLUMN ${column} SET NOT NULL`);
  }
}

const ofApps = ['secret', 'algorithm', 'digits', 'period_seconds', 'last_step', 'disclosed_steps'];

const ofKeys = [
  'credential_id bytea',
  'public_key bytea',
  'sign_count bigint',
  'transports jsonb',
  'hardware_bound boolean',
];

const complete = `(kind = 'totp' AND secret IS NOT NULL AND algorithm IS NOT NULL AND digits IS NOT NULL
    AND period_seconds IS NOT NULL AND last_step IS NOT NULL AND disclosed_steps IS NOT NULL)
  OR (kind = 'webauthn' AND credential_id IS NOT NULL AND public_key IS NOT NULL AND sign_count IS NOT NULL
    AND transports IS NOT NULL AND hardware_bound IS NOT NULL)`;
