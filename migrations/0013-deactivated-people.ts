/**
 * Since when an account is closed by the operator: nothing of it opens anything until it is opened again. An instant
 * rather than a mark, so that whoever reads the row knows how long.
 */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class DeactivatedPeople1795000000013 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE users ADD deactivated_at timestamptz(3)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE users DROP deactivated_at');
  }
}
