/**
 * Events of people in the logs of the organizations whose policy took part, and their personal part beside the chain
 * (ruling 33).
 *
 * An event stands once for each organization that sees it; all but the first are copies. What is personal in it is hashed
 * by a salted digest alone, so it can be erased and the chain still verifies. Events are chained by a job: no sign-in
 * waits for the lock of a chain.
 *
 * Form 1 is what was chained as it was written, text and all. Form 0 is one of those whose text was blanked; its hash
 * is kept, and an event further on in the chain names it. Form 2 is what is written from now on.
 */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class ChainedLater1795000000012 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of statements) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of undo) await runner.query(statement);
  }
}

const oldText = `SELECT jsonb_build_array(e.chain_position, e.id, (extract(epoch FROM e.at) * 1000)::bigint, e.type,
    e.actor, e.organization_id, e.user_id, e.source_address, e.detail)::text`;

const statements = [
  'DROP TRIGGER audit_events_chain ON audit_events',
  'DROP FUNCTION chain_audit_events()',
  `ALTER TABLE audit_events ADD form smallint NOT NULL DEFAULT 1, ADD is_copy boolean NOT NULL DEFAULT false,
    ADD personal jsonb, ADD salt bytea, ADD personal_digest bytea`,
  'ALTER TABLE audit_events ALTER form SET DEFAULT 2',
  // What the job looks for, and what erasing a person does: invitations by address, and what somebody did to others.
  `CREATE INDEX audit_events_unchained ON audit_events (organization_id, id)
    WHERE chain_position IS NULL AND form = 2 AND organization_id IS NOT NULL`,
  `CREATE INDEX audit_events_addressed ON audit_events ((personal->>'email')) WHERE personal->>'email' IS NOT NULL`,
  `CREATE INDEX audit_events_addressed_before ON audit_events ((detail->>'email'))
    WHERE form = 1 AND detail->>'email' IS NOT NULL`,
  `CREATE INDEX audit_events_deeds ON audit_events ((actor->>'id'))
    WHERE actor->>'id' IS NOT NULL AND actor->>'id' IS DISTINCT FROM user_id::text`,
  `CREATE FUNCTION audit_event_digest(salt bytea, source_address text, personal jsonb) RETURNS bytea
    LANGUAGE sql IMMUTABLE AS $$
      SELECT sha256(salt || convert_to(jsonb_build_array(source_address, personal)::text, 'UTF8'))
    $$`,
  // What somebody does whose account is being erased may be written down after that: then nothing personal is kept.
  `CREATE FUNCTION audit_event_keeps(actor jsonb, user_id uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT user_id IS NULL OR actor->>'kind' NOT IN ('user', 'anonymous')
      OR EXISTS (SELECT 1 FROM users u WHERE u.id = user_id)
  $$`,
  `CREATE OR REPLACE FUNCTION audit_event_text(e audit_events) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT CASE e.form WHEN 1 THEN (${oldText})
      ELSE jsonb_build_array(e.chain_position, e.id, (extract(epoch FROM e.at) * 1000)::bigint, e.type, e.actor,
        e.organization_id, e.user_id, e.detail, e.form, e.is_copy, encode(e.personal_digest, 'hex'))::text END
  $$`,
  // One chain after the other, by the ids of their organizations. Whoever finds a chain locked leaves it to the other.
  `CREATE FUNCTION chain_audit_events(most integer) RETURNS integer LANGUAGE plpgsql AS $$
    DECLARE
      organization uuid := '00000000-0000-0000-0000-000000000000';
      chain audit_chains;
      event audit_events;
      done integer := 0;
    BEGIN
      WHILE done < most LOOP
        SELECT organization_id INTO organization FROM audit_events
          WHERE chain_position IS NULL AND form = 2 AND organization_id > organization
          ORDER BY organization_id LIMIT 1;
        EXIT WHEN NOT FOUND;
        INSERT INTO audit_chains (organization_id, position, hash) VALUES (organization, 0, '')
          ON CONFLICT (organization_id) DO NOTHING;
        SELECT * INTO chain FROM audit_chains WHERE organization_id = organization FOR UPDATE SKIP LOCKED;
        CONTINUE WHEN NOT FOUND;
        FOR event IN SELECT * FROM audit_events
          WHERE chain_position IS NULL AND form = 2 AND organization_id = organization
          ORDER BY organization_id, id LIMIT most - done
        LOOP
          chain.position := chain.position + 1;
          event.chain_position := chain.position;
          chain.hash := sha256(chain.hash || convert_to(audit_event_text(event), 'UTF8'));
          UPDATE audit_events SET chain_position = chain.position, chain_hash = chain.hash WHERE id = event.id;
          done := done + 1;
        END LOOP;
        UPDATE audit_chains SET position = chain.position, hash = chain.hash WHERE organization_id = organization;
      END LOOP;
      RETURN done;
    END
  $$`,
  // Which order of a new password was carried out last, so that the log need not be asked.
  'ALTER TABLE users ADD reset_ordered_at timestamptz(3)',
  'UPDATE users SET reset_ordered_at = password_reset_at',
];

const undo = [
  'ALTER TABLE users DROP reset_ordered_at',
  'DROP FUNCTION chain_audit_events(integer)',
  `CREATE OR REPLACE FUNCTION audit_event_text(e audit_events) RETURNS text LANGUAGE sql STABLE AS $$ ${oldText} $$`,
  'DROP FUNCTION audit_event_keeps(jsonb, uuid)',
  'DROP FUNCTION audit_event_digest(bytea, text, jsonb)',
  'DROP INDEX audit_events_deeds, audit_events_addressed_before, audit_events_addressed, audit_events_unchained',
  'ALTER TABLE audit_events DROP personal_digest, DROP salt, DROP personal, DROP is_copy, DROP form',
  `CREATE FUNCTION chain_audit_events() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
      chain audit_chains;
      event audit_events;
    BEGIN
      FOR event IN SELECT * FROM added WHERE organization_id IS NOT NULL ORDER BY organization_id, id LOOP
        IF event.organization_id IS DISTINCT FROM chain.organization_id THEN
          UPDATE audit_chains SET position = chain.position, hash = chain.hash
            WHERE organization_id = chain.organization_id;
          INSERT INTO audit_chains (organization_id, position, hash) VALUES (event.organization_id, 0, '')
            ON CONFLICT (organization_id) DO NOTHING;
          SELECT * INTO chain FROM audit_chains WHERE organization_id = event.organization_id FOR UPDATE;
        END IF;
        chain.position := chain.position + 1;
        event.chain_position := chain.position;
        chain.hash := sha256(chain.hash || convert_to(audit_event_text(event), 'UTF8'));
        UPDATE audit_events SET chain_position = chain.position, chain_hash = chain.hash WHERE id = event.id;
      END LOOP;
      UPDATE audit_chains SET position = chain.position, hash = chain.hash
        WHERE organization_id = chain.organization_id;
      RETURN NULL;
    END
  $$`,
  `CREATE TRIGGER audit_events_chain AFTER INSERT ON audit_events REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION chain_audit_events()`,
];
