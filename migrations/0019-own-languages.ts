import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * In which language somebody gets mails, and whether members may read the notification address of their organization. The
 * index is for mails to such addresses, which know their owners' language by it.
 */
export class OwnLanguages1795000000019 implements MigrationInterface {
  name = 'OwnLanguages1795000000019';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE users ADD language text');
    await runner.query(
      'ALTER TABLE organizations ADD show_notification_email boolean NOT NULL DEFAULT false',
    );
    await runner.query('CREATE INDEX organizations_notified ON organizations (lower(notification_email))');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX organizations_notified');
    await runner.query('ALTER TABLE organizations DROP show_notification_email');
    await runner.query('ALTER TABLE users DROP language');
  }
}
