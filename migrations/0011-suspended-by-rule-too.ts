/**
 * Whether a rule has suspended the member as well, beneath a suspension by an administrator: that may be lifted by an
 * administrator, and what the rule has done stays (ruling 15).
 */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class SuspendedByRuleToo1795000000011 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE members ADD rule_suspends boolean NOT NULL DEFAULT false');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE members DROP rule_suspends');
  }
}
