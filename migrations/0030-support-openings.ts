import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which operator may read the console of which organization for a while, and until when. */
export class SupportOpenings1795000000030 implements MigrationInterface {
  name = 'SupportOpenings1795000000030';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE support_openings (
      user_id uuid NOT NULL,
      organization_id uuid NOT NULL,
      opened_at timestamptz(3) NOT NULL,
      expires_at timestamptz(3) NOT NULL,
      CONSTRAINT support_openings_pk PRIMARY KEY (user_id, organization_id),
      CONSTRAINT support_openings_user_fk FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
      CONSTRAINT support_openings_organization_fk FOREIGN KEY (organization_id)
        REFERENCES organizations (id) ON DELETE CASCADE
    )`);
    await runner.query('CREATE INDEX support_openings_organization ON support_openings (organization_id)');
    await runner.query('CREATE INDEX support_openings_expiry ON support_openings (expires_at)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE support_openings');
  }
}
