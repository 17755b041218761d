import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How invitations ended, so that whoever follows the link of one reads it. */
export class EndedInvitations1795000000024 implements MigrationInterface {
  name = 'EndedInvitations1795000000024';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE ended_invitations (
      token_hash bytea NOT NULL,
      ending text NOT NULL,
      expires_at timestamptz(3) NOT NULL,
      CONSTRAINT ended_invitations_pk PRIMARY KEY (token_hash)
    )`);
    await runner.query('CREATE INDEX ended_invitations_expiry ON ended_invitations (expires_at)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE ended_invitations');
  }
}
