import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What is known of a person beyond the standard claims; of these a client is told what its `claim_mapping` names. */
export class Attributes1795000000023 implements MigrationInterface {
  name = 'Attributes1795000000023';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query("ALTER TABLE users ADD attributes jsonb NOT NULL DEFAULT '{}'");
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE users DROP attributes');
  }
}
