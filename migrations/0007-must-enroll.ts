/**
 * The mark of a person whose next sign-in has to set up a factor, whatever policies and environments say (ruling 35): since
 * when, null for nobody else. A column without default is added without rewriting the table.
 */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class MustEnroll1795000000007 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE users ADD must_enroll_since timestamptz(3)');
  }

  /** An older program asks nobody for it. */
  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE users DROP must_enroll_since');
  }
}
