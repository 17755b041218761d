import type { MigrationInterface, QueryRunner } from 'typeorm';

/** In which language an organization is told of things, and invites; null as before. */
export class OrganizationLanguage1795000000031 implements MigrationInterface {
  name = 'OrganizationLanguage1795000000031';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE organizations ADD language text');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE organizations DROP language');
  }
}
