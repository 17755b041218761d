/**
 * What the life cycle of enforcement needs: one-time links (password reset, e-mail change, enrolment ticket), work that
 * is due at an instant, remembered devices, idempotency keys of the API, and a hash chain over the events of each
 * organization.
 *
 * Why the chain is a trigger: every insert passes it, whichever statement writes the event, so that no event of an
 * organization can be left out of its chain. It runs once a statement, since a deadline may write thousands at once.
 */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class LifeCycle1795000000002 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of statements) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of undo) await runner.query(statement);
  }
}

const statements = [
  'ALTER TABLE users ADD password_reset_at timestamptz(3)',
  `CREATE TABLE one_time_links (
    token_hash bytea NOT NULL,
    kind text NOT NULL,
    user_id uuid NOT NULL,
    organization_id uuid,
    detail jsonb NOT NULL,
    created_at timestamptz(3) NOT NULL,
    expires_at timestamptz(3) NOT NULL,
    CONSTRAINT one_time_links_pk PRIMARY KEY (token_hash),
    CONSTRAINT one_time_links_user_fk FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
    CONSTRAINT one_time_links_organization_fk FOREIGN KEY (organization_id)
      REFERENCES organizations (id) ON DELETE CASCADE
  )`,
  'CREATE INDEX one_time_links_user ON one_time_links (user_id, kind)',
  'CREATE INDEX one_time_links_expiry ON one_time_links (expires_at)',
  `CREATE TABLE due_work (
    id uuid NOT NULL,
    kind text NOT NULL,
    organization_id uuid NOT NULL,
    user_id uuid,
    due_at timestamptz(3) NOT NULL,
    after_user_id uuid,
    CONSTRAINT due_work_pk PRIMARY KEY (id),
    CONSTRAINT due_work_organization_fk FOREIGN KEY (organization_id)
      REFERENCES organizations (id) ON DELETE CASCADE,
    CONSTRAINT due_work_user_fk FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
  )`,
  // Policies from before: what they have ended, or will end, is due as well.
  `INSERT INTO due_work (id, kind, organization_id, due_at)
    SELECT gen_random_uuid(), 'settle_sessions', id,
      coalesce(to_timestamp((enforcement #>> '{activation,at}')::double precision / 1000), now())
    FROM organizations WHERE jsonb_typeof(enforcement) = 'object'`,
  'CREATE INDEX due_work_due ON due_work (due_at)',
  'CREATE INDEX due_work_organization ON due_work (organization_id, kind)',
  'CREATE INDEX due_work_user ON due_work (user_id) WHERE user_id IS NOT NULL',
  `CREATE TABLE remembered_devices (
    id_hash bytea NOT NULL,
    user_id uuid NOT NULL,
    factor text NOT NULL,
    source_prefix text NOT NULL,
    proven_at timestamptz(3) NOT NULL,
    expires_at timestamptz(3) NOT NULL,
    CONSTRAINT remembered_devices_pk PRIMARY KEY (id_hash),
    CONSTRAINT remembered_devices_user_fk FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
  )`,
  'CREATE INDEX remembered_devices_user ON remembered_devices (user_id)',
  'CREATE INDEX remembered_devices_expiry ON remembered_devices (expires_at)',
  `CREATE TABLE idempotency_keys (
    key_hash bytea NOT NULL,
    request_hash bytea NOT NULL,
    status integer,
    answer bytea,
    expires_at timestamptz(3) NOT NULL,
    CONSTRAINT idempotency_keys_pk PRIMARY KEY (key_hash)
  )`,
  'CREATE INDEX idempotency_keys_expiry ON idempotency_keys (expires_at)',
  `CREATE TABLE graces (
    organization_id uuid NOT NULL,
    user_id uuid NOT NULL,
    CONSTRAINT graces_pk PRIMARY KEY (organization_id, user_id),
    CONSTRAINT graces_organization_fk FOREIGN KEY (organization_id) REFERENCES organizations (id) ON DELETE CASCADE,
    CONSTRAINT graces_user_fk FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
  )`,
  'CREATE INDEX members_joined ON members (organization_id, joined_at, user_id)',
  'ALTER TABLE audit_events ADD chain_position bigint, ADD chain_hash bytea',
  `CREATE TABLE audit_chains (
    organization_id uuid NOT NULL,
    position bigint NOT NULL,
    hash bytea NOT NULL,
    CONSTRAINT audit_chains_pk PRIMARY KEY (organization_id)
  )`,
  // The text that is hashed: jsonb writes the same value always the same way. With the id, since lists are in its order.
  `CREATE FUNCTION audit_event_text(e audit_events) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_array(e.chain_position, e.id, (extract(epoch FROM e.at) * 1000)::bigint, e.type, e.actor,
      e.organization_id, e.user_id, e.source_address, e.detail)::text
  $$`,
  // One pass over what was added, however many organizations it is of; their chains are locked in the order of their ids.
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

const undo = [
  'DROP TRIGGER audit_events_chain ON audit_events',
  'DROP FUNCTION chain_audit_events()',
  'DROP FUNCTION audit_event_text(audit_events)',
  'DROP TABLE audit_chains',
  'ALTER TABLE audit_events DROP chain_position, DROP chain_hash',
  'DROP INDEX members_joined',
  'DROP TABLE graces',
  'DROP TABLE idempotency_keys',
  'DROP TABLE remembered_devices',
  'DROP TABLE due_work',
  'DROP TABLE one_time_links',
  'ALTER TABLE users DROP password_reset_at',
];
