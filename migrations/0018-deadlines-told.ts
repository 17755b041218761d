import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What members were told of what will be asked of them, so that a policy that is changed again does not mail them again;
 * and that somebody has declined in a session what a request made us offer them. Owners of trials under way are told of
 * their end as well.
 */
export class DeadlinesTold1795000000018 implements MigrationInterface {
  name = 'DeadlinesTold1795000000018';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of statements) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query("DELETE FROM due_work WHERE kind IN ('policy_announcement', 'trial_reminder')");
    await runner.query('DROP TABLE told_members');
    await runner.query('ALTER TABLE session_records DROP declined_offer');
  }
}

const statements = [
  'ALTER TABLE session_records ADD declined_offer boolean NOT NULL DEFAULT false',
  `CREATE TABLE told_members (
    organization_id uuid NOT NULL,
    user_id uuid NOT NULL,
    told_at timestamptz(3) NOT NULL,
    told_of timestamptz(3) NOT NULL,
    CONSTRAINT told_members_pk PRIMARY KEY (organization_id, user_id),
    CONSTRAINT told_members_organization_fk FOREIGN KEY (organization_id)
      REFERENCES organizations (id) ON DELETE CASCADE,
    CONSTRAINT told_members_user_fk FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
  )`,
  'CREATE INDEX told_members_user ON told_members (user_id)',
  `INSERT INTO due_work (id, kind, organization_id, due_at)
    SELECT gen_random_uuid(), 'trial_reminder', o.id, o.trial_ends_at - make_interval(days => d.days)
    FROM organizations o CROSS JOIN (VALUES (7), (1)) AS d (days)
    WHERE o.trial_ends_at - make_interval(days => d.days) > now()`,
];
