import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What people are told about their own account: since when their password stands, and in which browsers of which systems
 * they are signed in or remembered. Of rows from before nobody knows.
 */
export class OwnAccount1795000000027 implements MigrationInterface {
  name = 'OwnAccount1795000000027';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE users ADD COLUMN password_changed_at timestamptz(3)');
    for (const table of ['session_records', 'remembered_devices'])
      await runner.query(`ALTER TABLE ${table} ADD COLUMN browser text, ADD COLUMN system text`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['remembered_devices', 'session_records'])
      await runner.query(`ALTER TABLE ${table} DROP COLUMN system, DROP COLUMN browser`);
    await runner.query('ALTER TABLE users DROP COLUMN password_changed_at');
  }
}
