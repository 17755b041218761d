import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What an organization, or the whole installation, looks like: its name on pages, logo, colour and links. */
export class Brandings1795000000028 implements MigrationInterface {
  name = 'Brandings1795000000028';

  async up(runner: QueryRunner): Promise<void> {
    // `place` is the id of the organization, or 'instance': a key that may be null would not be one.
    await runner.query(`CREATE TABLE brandings (
      place text NOT NULL,
      organization_id uuid,
      display_name text,
      colour text,
      support_url text,
      legal_url text,
      logo bytea,
      logo_hash text,
      stylesheet text,
      stylesheet_hash text,
      changed_at timestamptz(3) NOT NULL,
      CONSTRAINT brandings_pk PRIMARY KEY (place),
      CONSTRAINT brandings_organization_fk FOREIGN KEY (organization_id)
        REFERENCES organizations (id) ON DELETE CASCADE
    )`);
    await runner.query('CREATE INDEX brandings_organization ON brandings (organization_id)');
    await runner.query('CREATE INDEX brandings_logo ON brandings (logo_hash)');
    await runner.query('CREATE INDEX brandings_stylesheet ON brandings (stylesheet_hash)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE brandings');
  }
}
