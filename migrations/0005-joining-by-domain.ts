/**
 * Whoever has a verified address in a domain of an organization may join it by themselves, where the organization wants that.
 * Those whom somebody has removed are noted, since otherwise they could come back the minute after.
 */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class JoiningByDomain1795000000005 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of statements) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of undo) await runner.query(statement);
  }
}

const statements = [
  'ALTER TABLE organizations ADD join_by_domain boolean NOT NULL DEFAULT false',
  `CREATE TABLE removed_members (
    organization_id uuid NOT NULL,
    user_id uuid NOT NULL,
    removed_at timestamptz(3) NOT NULL,
    CONSTRAINT removed_members_pk PRIMARY KEY (organization_id, user_id),
    CONSTRAINT removed_members_organization_fk FOREIGN KEY (organization_id)
      REFERENCES organizations (id) ON DELETE CASCADE,
    CONSTRAINT removed_members_user_fk FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
  )`,
  // Who was removed before this was noted is known from the log alone.
  `INSERT INTO removed_members (organization_id, user_id, removed_at)
    SELECT organization_id, user_id, max(at) FROM audit_events
    WHERE type = 'member.removed' AND detail->>'reason' = 'by_admin'
      AND EXISTS (SELECT 1 FROM organizations o WHERE o.id = organization_id)
      AND EXISTS (SELECT 1 FROM users u WHERE u.id = user_id)
    GROUP BY organization_id, user_id`,
];

const undo = ['DROP TABLE removed_members', 'ALTER TABLE organizations DROP join_by_domain'];
