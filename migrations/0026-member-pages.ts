/**
 * Work that goes on for longer than a request, and what pages of a hundred thousand members are ordered and filtered by, without a transaction and step by step for the
 * reasons of migration 0003.
 *
 * `member_since` is the day of joining, which being let in again leaves as it is, unlike `joined_at`.
 */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class MemberPages1795000000026 implements MigrationInterface {
  name = 'MemberPages1795000000026';
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of adding) await runner.query(statement);
    await fillSince(runner);
    for (const statement of indexing) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of undo) await runner.query(statement);
  }
}

/** Members written, and locked, at a time. */
const batchSize = 1000;

async function fillSince(runner: QueryRunner): Promise<void> {
  for (;;) {
    const rows: unknown[] = await runner.query(
      `WITH batch AS (SELECT organization_id, user_id FROM members WHERE member_since IS NULL
         ORDER BY organization_id, user_id LIMIT ${batchSize} FOR NO KEY UPDATE),
       filled AS (UPDATE members m SET member_since = m.joined_at FROM batch s
         WHERE m.organization_id = s.organization_id AND m.user_id = s.user_id RETURNING 1)
       SELECT 1 FROM filled`,
    );
    if (rows.length < batchSize) return;
  }
}

const adding = [
  `CREATE TABLE IF NOT EXISTS long_jobs (
    id uuid NOT NULL,
    organization_id uuid,
    kind text NOT NULL,
    started_by uuid,
    parameters bytea,
    total integer NOT NULL,
    done integer NOT NULL DEFAULT 0,
    failed integer NOT NULL DEFAULT 0,
    reasons jsonb NOT NULL DEFAULT '{}',
    examples jsonb NOT NULL DEFAULT '[]',
    state text NOT NULL,
    why_ended text,
    step integer NOT NULL DEFAULT 0,
    progress text,
    started_at timestamptz(3) NOT NULL,
    updated_at timestamptz(3) NOT NULL,
    ended_at timestamptz(3),
    expires_at timestamptz(3) NOT NULL,
    CONSTRAINT long_jobs_pk PRIMARY KEY (id),
    CONSTRAINT long_jobs_organization_fk FOREIGN KEY (organization_id) REFERENCES organizations (id) ON DELETE CASCADE,
    CONSTRAINT long_jobs_starter_fk FOREIGN KEY (started_by) REFERENCES users (id) ON DELETE CASCADE
  )`,
  'CREATE INDEX IF NOT EXISTS long_jobs_organization ON long_jobs (organization_id, started_at, id)',
  'CREATE INDEX IF NOT EXISTS long_jobs_starter ON long_jobs (started_by)',
  'CREATE INDEX IF NOT EXISTS long_jobs_expiry ON long_jobs (expires_at)',
  `CREATE TABLE IF NOT EXISTS long_job_pieces (
    job_id uuid NOT NULL,
    piece integer NOT NULL,
    content bytea NOT NULL,
    CONSTRAINT long_job_pieces_pk PRIMARY KEY (job_id, piece),
    CONSTRAINT long_job_pieces_job_fk FOREIGN KEY (job_id) REFERENCES long_jobs (id) ON DELETE CASCADE
  )`,
  'ALTER TABLE members ADD COLUMN IF NOT EXISTS member_since timestamptz(3)',
  `CREATE OR REPLACE FUNCTION note_member_since() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      NEW.member_since := NEW.joined_at;
      RETURN NEW;
    END
  $$`,
  `CREATE OR REPLACE TRIGGER members_since BEFORE INSERT ON members FOR EACH ROW
    EXECUTE FUNCTION note_member_since()`,
];

/** Of each kind of page all that its filters look at, so that those who do not fit are passed over within the index. */
const filtered = 'role, override, exempt_until, suspended, totp_since, webauthn_since';

const indexing = [
  // Names without their accents, so that no collation is needed that not every PostgreSQL has; without a name the address.
  // A letter may become eighteen, and what an index holds must not be long.
  `CREATE OR REPLACE FUNCTION member_name_key(search_text text) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
      SELECT left(regexp_replace(
        normalize(coalesce(nullif(split_part(search_text, E'\\n', 2), ''), split_part(search_text, E'\\n', 1)), NFKD),
        '[\\u0300-\\u036f]', '', 'g'), 200) COLLATE "C"
    $$`,
  'DROP INDEX CONCURRENTLY IF EXISTS members_listed_by_more',
  `CREATE INDEX CONCURRENTLY members_listed_by_more ON members (organization_id, joined_at, user_id)
    INCLUDE (${filtered})`,
  'DROP INDEX CONCURRENTLY IF EXISTS members_listed',
  'ALTER INDEX members_listed_by_more RENAME TO members_listed',
  'DROP INDEX CONCURRENTLY IF EXISTS members_by_email',
  `CREATE INDEX CONCURRENTLY members_by_email ON members (organization_id, search_text COLLATE "C", user_id)
    INCLUDE (${filtered})`,
  'DROP INDEX CONCURRENTLY IF EXISTS members_by_name',
  `CREATE INDEX CONCURRENTLY members_by_name ON members (organization_id, member_name_key(search_text), user_id)
    INCLUDE (${filtered}, search_text)`,
  'DROP INDEX CONCURRENTLY IF EXISTS users_locked',
  'CREATE INDEX CONCURRENTLY users_locked ON users (id) WHERE second_factor_locked_until IS NOT NULL',
  'ANALYZE members',
];

const undo = [
  'DROP INDEX users_locked',
  'DROP INDEX members_by_name',
  'DROP INDEX members_by_email',
  'DROP INDEX members_listed',
  `CREATE INDEX members_listed ON members (organization_id, joined_at, user_id)
    INCLUDE (override, exempt_until, suspended, totp_since, webauthn_since)`,
  'DROP FUNCTION member_name_key(text)',
  'DROP TRIGGER members_since ON members',
  'DROP FUNCTION note_member_since()',
  'ALTER TABLE members DROP member_since',
  'DROP TABLE long_job_pieces',
  'DROP TABLE long_jobs',
];
