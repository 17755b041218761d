/**
 * What lists, searches and counts of a hundred thousand members need: beside each member a copy of what they look at of
 * their person, and two indexes over it.
 *
 * Why a copy: the members of an organization lie scattered among the users of all others, so that counting them took as
 * long as reading the factors of everybody (100,000 among 300,000: 200 ms). With the copy it is one pass over one
 * stretch of an index, however many others there are. Decisions about a person do not read it.
 *
 * Why triggers: every write passes them, in its own transaction, also that of an older server during an upgrade. They
 * lock the person first, so that a factor which is confirmed while its owner joins is not missed; whoever changes both
 * locks organization, user and member in this order.
 *
 * Why keys of one and two letters rather than pg_trgm: not every PostgreSQL has the extension, it is of no use for less
 * than three letters, and an index of it knows no organization; with the id among the keys, what is common elsewhere
 * costs nothing here.
 *
 * Why without a transaction: all decisions read members, and its lock would keep them waiting until a million of them
 * were copied. Each step may be done again, so after a crash it is run once more.
 */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class LargeOrganizations1795000000003 implements MigrationInterface {
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of copying) await runner.query(statement);
    await copyEverybody(runner);
    for (const statement of indexing) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of undo) await runner.query(statement);
  }
}

/** People copied, and locked, at a time. */
const batchSize = 500;

async function copyEverybody(runner: QueryRunner): Promise<void> {
  let after = '00000000-0000-0000-0000-000000000000';
  for (;;) {
    const people: { user_id: string }[] = await runner.query(
      'SELECT DISTINCT user_id FROM members WHERE user_id > $1 ORDER BY user_id LIMIT $2',
      [after, batchSize],
    );
    const last = people.at(-1);
    if (last === undefined) return;
    await runner.query('SELECT copy_people_to_members($1)', [people.map(({ user_id }) => user_id)]);
    after = last.user_id;
  }
}

const copying = [
  `ALTER TABLE members ADD COLUMN IF NOT EXISTS totp_since timestamptz(3),
    ADD COLUMN IF NOT EXISTS webauthn_since timestamptz(3),
    ADD COLUMN IF NOT EXISTS search_text text NOT NULL DEFAULT ''`,
  `CREATE OR REPLACE FUNCTION copies_of_people(user_ids uuid[])
    RETURNS TABLE (user_id uuid, totp_since timestamptz, webauthn_since timestamptz, search_text text)
    LANGUAGE sql STABLE AS $$
      SELECT u.id, min(a.confirmed_at) FILTER (WHERE a.kind = 'totp'), min(a.confirmed_at) FILTER (WHERE a.kind = 'webauthn'),
        u.email || E'\\n' || lower(coalesce(u.name, ''))
      FROM users u LEFT JOIN authenticators a ON a.user_id = u.id WHERE u.id = ANY (user_ids) GROUP BY u.id
    $$`,
  // What the holder of a lock has committed meanwhile is seen by the second statement. What is right is not written again.
  `CREATE OR REPLACE FUNCTION copy_people_to_members(user_ids uuid[]) RETURNS void LANGUAGE plpgsql AS $$
    BEGIN
      PERFORM 1 FROM users WHERE id = ANY (user_ids) ORDER BY id FOR NO KEY UPDATE;
      UPDATE members m SET totp_since = c.totp_since, webauthn_since = c.webauthn_since, search_text = c.search_text
      FROM copies_of_people(user_ids) c WHERE m.user_id = c.user_id AND (m.totp_since, m.webauthn_since, m.search_text)
        IS DISTINCT FROM (c.totp_since, c.webauthn_since, c.search_text);
    END
  $$`,
  `CREATE OR REPLACE FUNCTION copy_person_to_new_member() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      PERFORM 1 FROM users WHERE id = NEW.user_id FOR NO KEY UPDATE;
      SELECT c.totp_since, c.webauthn_since, c.search_text INTO NEW.totp_since, NEW.webauthn_since, NEW.search_text
        FROM copies_of_people(ARRAY[NEW.user_id]) c;
      NEW.search_text := coalesce(NEW.search_text, '');
      RETURN NEW;
    END
  $$`,
  `CREATE OR REPLACE FUNCTION copy_changed_to_members() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      PERFORM copy_people_to_members(ARRAY(SELECT DISTINCT user_id FROM changed));
      RETURN NULL;
    END
  $$`,
  `CREATE OR REPLACE FUNCTION copy_person_to_members() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      PERFORM copy_people_to_members(ARRAY[(to_jsonb(NEW) ->> TG_ARGV[0])::uuid]);
      RETURN NULL;
    END
  $$`,
  `CREATE OR REPLACE TRIGGER members_new BEFORE INSERT ON members FOR EACH ROW
    EXECUTE FUNCTION copy_person_to_new_member()`,
  // For whoever adds people and members in one statement, where the trigger before may come too early.
  `CREATE OR REPLACE TRIGGER members_added AFTER INSERT ON members REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION copy_changed_to_members()`,
  `CREATE OR REPLACE TRIGGER authenticators_added AFTER INSERT ON authenticators REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION copy_changed_to_members()`,
  `CREATE OR REPLACE TRIGGER authenticators_removed AFTER DELETE ON authenticators REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION copy_changed_to_members()`,
  // For each row, since only so the columns can be named: most updates of both tables are those of a sign-in.
  `CREATE OR REPLACE TRIGGER authenticators_changed AFTER UPDATE OF kind, confirmed_at ON authenticators FOR EACH ROW
    EXECUTE FUNCTION copy_person_to_members('user_id')`,
  `CREATE OR REPLACE TRIGGER users_renamed AFTER UPDATE OF email, name ON users FOR EACH ROW
    WHEN ((OLD.email, OLD.name) IS DISTINCT FROM (NEW.email, NEW.name)) EXECUTE FUNCTION copy_person_to_members('id')`,
];

/** An index that was not finished would be there, and of no use: so each is dropped first. */
const indexing = [
  `CREATE OR REPLACE FUNCTION member_search_keys(organization_id uuid, search_text text) RETURNS text[]
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
      SELECT string_to_array(search_text, NULL) || array_agg(substr(search_text, n, 2)) || organization_id::text
      FROM generate_series(1, length(search_text) - 1) n
    $$`,
  'DROP INDEX CONCURRENTLY IF EXISTS members_search',
  'CREATE INDEX CONCURRENTLY members_search ON members USING gin (member_search_keys(organization_id, search_text))',
  'DROP INDEX CONCURRENTLY IF EXISTS members_listed',
  `CREATE INDEX CONCURRENTLY members_listed ON members (organization_id, joined_at, user_id)
    INCLUDE (override, exempt_until, suspended, totp_since, webauthn_since)`,
  'DROP INDEX CONCURRENTLY IF EXISTS members_joined',
  // What the keys look like, for the planner.
  'ANALYZE members',
];

const undo = [
  'CREATE INDEX members_joined ON members (organization_id, joined_at, user_id)',
  'DROP INDEX members_listed',
  'DROP INDEX members_search',
  'DROP FUNCTION member_search_keys(uuid, text)',
  'DROP TRIGGER users_renamed ON users',
  'DROP TRIGGER authenticators_changed ON authenticators',
  'DROP TRIGGER authenticators_removed ON authenticators',
  'DROP TRIGGER authenticators_added ON authenticators',
  'DROP TRIGGER members_added ON members',
  'DROP TRIGGER members_new ON members',
  'DROP FUNCTION copy_person_to_members()',
  'DROP FUNCTION copy_changed_to_members()',
  'DROP FUNCTION copy_person_to_new_member()',
  'DROP FUNCTION copy_people_to_members(uuid[])',
  'DROP FUNCTION copies_of_people(uuid[])',
  'ALTER TABLE members DROP totp_since, DROP webauthn_since, DROP search_text',
];
