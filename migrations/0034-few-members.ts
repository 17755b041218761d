/**
 * Owners and suspended members are few, and were looked for among all: each page of a hundred thousand members reads them.
 * Without a transaction, so that nobody who writes waits for it.
 */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class FewMembers1795000000034 implements MigrationInterface {
  name = 'FewMembers1795000000034';
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of indexing) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX members_suspended');
    await runner.query('DROP INDEX members_owners');
  }
}

/** What was left half-built by a crash is built anew. */
const indexing = [
  'DROP INDEX CONCURRENTLY IF EXISTS members_owners',
  `CREATE INDEX CONCURRENTLY members_owners ON members (organization_id, user_id) WHERE role = 'owner'`,
  'DROP INDEX CONCURRENTLY IF EXISTS members_suspended',
  `CREATE INDEX CONCURRENTLY members_suspended ON members (organization_id, joined_at, user_id)
    WHERE suspended IS NOT NULL`,
];
