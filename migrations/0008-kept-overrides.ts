/**
 * A `required` override outlives its membership for 90 days: else removing somebody and inviting them again would undo it,
 * which takes a fresh second factor where it is said openly.
 */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class KeptOverrides1795000000008 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of statements) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE kept_overrides');
  }
}

const statements = [
  `CREATE TABLE kept_overrides (
    organization_id uuid NOT NULL,
    user_id uuid NOT NULL,
    set_at timestamptz(3),
    reason text,
    expires_at timestamptz(3) NOT NULL,
    CONSTRAINT kept_overrides_pk PRIMARY KEY (organization_id, user_id),
    CONSTRAINT kept_overrides_organization_fk FOREIGN KEY (organization_id)
      REFERENCES organizations (id) ON DELETE CASCADE,
    CONSTRAINT kept_overrides_user_fk FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
  )`,
  'CREATE INDEX kept_overrides_user ON kept_overrides (user_id)',
  'CREATE INDEX kept_overrides_expiry ON kept_overrides (expires_at)',
];
