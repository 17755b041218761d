import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What our own pages remember between two requests of a session: a form on its way, and what was done. */
export class PageMemory1795000000025 implements MigrationInterface {
  name = 'PageMemory1795000000025';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE session_records ADD notice bytea');
    await runner.query(`CREATE TABLE kept_forms (
      session_hash bytea NOT NULL,
      path text NOT NULL,
      sealed bytea NOT NULL,
      expires_at timestamptz(3) NOT NULL,
      CONSTRAINT kept_forms_pk PRIMARY KEY (session_hash, path),
      CONSTRAINT kept_forms_session_fk FOREIGN KEY (session_hash) REFERENCES session_records (uid_hash) ON DELETE CASCADE
    )`);
    await runner.query('CREATE INDEX kept_forms_expiry ON kept_forms (expires_at)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE kept_forms');
    await runner.query('ALTER TABLE session_records DROP COLUMN notice');
  }
}
