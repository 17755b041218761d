/** Who of the people runs the installation (ruling 34). It opens pages, and no token carries it. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Operators1795000000014 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE users ADD is_operator boolean NOT NULL DEFAULT false');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE users DROP is_operator');
  }
}
