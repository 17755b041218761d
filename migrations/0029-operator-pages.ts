import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What the operator's pages ask: the activity of the last hours, by the summary of a few pages of the table. */
export class OperatorPages1795000000029 implements MigrationInterface {
  name = 'OperatorPages1795000000029';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE INDEX audit_events_recent ON audit_events USING brin (at)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX audit_events_recent');
  }
}
