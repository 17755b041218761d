import type { MigrationInterface, QueryRunner } from 'typeorm';

/** When the notification address of an organization was confirmed; those that are there go on as they did. */
export class ConfirmedNotificationAddresses1795000000033 implements MigrationInterface {
  name = 'ConfirmedNotificationAddresses1795000000033';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE organizations ADD notification_confirmed_at timestamptz(3)');
    await runner.query(
      'UPDATE organizations SET notification_confirmed_at = now() WHERE notification_email IS NOT NULL',
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE organizations DROP notification_confirmed_at');
  }
}
