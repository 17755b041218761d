import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A refresh token that was used answers once more with its successor, for the seconds that its client may overlap. */
export class RefreshOverlap1795000000021 implements MigrationInterface {
  name = 'RefreshOverlap1795000000021';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE provider_records ADD COLUMN successor bytea');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE provider_records DROP COLUMN successor');
  }
}
