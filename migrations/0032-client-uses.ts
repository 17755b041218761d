import type { MigrationInterface, QueryRunner } from 'typeorm';

/** On which day each client was given a token last. */
export class ClientUses1795000000032 implements MigrationInterface {
  name = 'ClientUses1795000000032';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE client_uses (
      client_id text NOT NULL, used_on date NOT NULL,
      CONSTRAINT client_uses_pk PRIMARY KEY (client_id),
      CONSTRAINT client_uses_client_fk FOREIGN KEY (client_id) REFERENCES clients (client_id) ON DELETE CASCADE)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE client_uses');
  }
}
