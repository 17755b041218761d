import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What a person has agreed to is kept apart from the grants of their sessions, so that the next session need not ask. Of a
 * grant the client stands beside it: when the client is deleted they go at once. Grants from before say it sealed alone;
 * they count for nothing without their client, and end within 30 days.
 */
export class RememberedConsents1795000000022 implements MigrationInterface {
  name = 'RememberedConsents1795000000022';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE consents (
      user_id uuid NOT NULL,
      client_id text NOT NULL,
      terms jsonb NOT NULL,
      agreed_at timestamptz(3) NOT NULL,
      expires_at timestamptz(3) NOT NULL,
      CONSTRAINT consents_pk PRIMARY KEY (user_id, client_id),
      CONSTRAINT consents_user_fk FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
      CONSTRAINT consents_client_fk FOREIGN KEY (client_id) REFERENCES clients (client_id) ON DELETE CASCADE
    )`);
    await runner.query('CREATE INDEX consents_client ON consents (client_id)');
    await runner.query('CREATE INDEX consents_expiry ON consents (expires_at)');
    await runner.query('ALTER TABLE provider_records ADD COLUMN client_id text');
    await runner.query(
      'CREATE INDEX provider_records_client ON provider_records (client_id) WHERE client_id IS NOT NULL',
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE provider_records DROP COLUMN client_id');
    await runner.query('DROP TABLE consents');
  }
}
