/**
 * The first schema: people and their authenticators, organizations and their members, clients, provider records,
 * sign-in throttles, signing keys, audit.
 *
 * Why so: ids that are bearer secrets are stored as SHA-256 (`*_hash`), payloads and seeds are sealed (AES-256-GCM,
 * `bytea`), and what a query looks for is a plain column with an index, never a JSON path.
 */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Foundation1795000000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of statements) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of [...tables].reverse()) await runner.query(`DROP TABLE ${table}`);
  }
}

const tables = [
  'users',
  'authenticators',
  'recovery_codes',
  'organizations',
  'organization_domains',
  'members',
  'invitations',
  'environments',
  'clients',
  'session_records',
  'provider_records',
  'throttles',
  'signing_keys',
  'audit_events',
];

const statements = [
  `CREATE TABLE users (
    id uuid NOT NULL,
    email text NOT NULL,
    email_verified boolean NOT NULL,
    email_changed_at timestamptz(3),
    name text,
    profile jsonb NOT NULL,
    password_hash text,
    password_is_short boolean NOT NULL,
    epoch integer NOT NULL DEFAULT 0,
    second_factor_failures integer NOT NULL DEFAULT 0,
    second_factor_locked_until timestamptz(3),
    replace_factor_since timestamptz(3),
    created_at timestamptz(3) NOT NULL,
    CONSTRAINT users_pk PRIMARY KEY (id),
    CONSTRAINT users_email_unique UNIQUE (email)
  )`,
  `CREATE TABLE authenticators (
    id uuid NOT NULL,
    user_id uuid NOT NULL,
    kind text NOT NULL,
    nickname text NOT NULL,
    secret bytea NOT NULL,
    algorithm text NOT NULL,
    digits smallint NOT NULL,
    period_seconds smallint NOT NULL,
    last_step bigint NOT NULL,
    disclosed_steps jsonb NOT NULL,
    confirmed_at timestamptz(3) NOT NULL,
    last_used_at timestamptz(3),
    CONSTRAINT authenticators_pk PRIMARY KEY (id),
    CONSTRAINT authenticators_user_fk FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
  )`,
  'CREATE INDEX authenticators_user ON authenticators (user_id)',
  `CREATE TABLE recovery_codes (
    id uuid NOT NULL,
    user_id uuid NOT NULL,
    salt bytea NOT NULL,
    hash bytea NOT NULL,
    used_at timestamptz(3),
    CONSTRAINT recovery_codes_pk PRIMARY KEY (id),
    CONSTRAINT recovery_codes_user_fk FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
  )`,
  'CREATE INDEX recovery_codes_user ON recovery_codes (user_id)',
  `CREATE TABLE organizations (
    id uuid NOT NULL,
    slug text NOT NULL,
    name text NOT NULL,
    plan text NOT NULL,
    seats integer NOT NULL,
    time_zone text NOT NULL,
    notification_email text,
    trial_ends_at timestamptz(3),
    members_may_leave boolean NOT NULL DEFAULT false,
    enforcement jsonb,
    enforcement_before jsonb,
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz(3) NOT NULL,
    CONSTRAINT organizations_pk PRIMARY KEY (id),
    CONSTRAINT organizations_slug_unique UNIQUE (slug)
  )`,
  `CREATE TABLE organization_domains (
    domain text NOT NULL,
    organization_id uuid NOT NULL,
    verified_at timestamptz(3) NOT NULL,
    verified_by text NOT NULL,
    CONSTRAINT organization_domains_pk PRIMARY KEY (domain),
    CONSTRAINT organization_domains_organization_fk FOREIGN KEY (organization_id)
      REFERENCES organizations (id) ON DELETE CASCADE
  )`,
  'CREATE INDEX organization_domains_organization ON organization_domains (organization_id)',
  `CREATE TABLE members (
    organization_id uuid NOT NULL,
    user_id uuid NOT NULL,
    role text NOT NULL,
    override text NOT NULL,
    override_set_at timestamptz(3),
    override_reason text,
    exempt_until timestamptz(3),
    suspended text,
    grace_until timestamptz(3),
    joined_at timestamptz(3) NOT NULL,
    CONSTRAINT members_pk PRIMARY KEY (organization_id, user_id),
    CONSTRAINT members_organization_fk FOREIGN KEY (organization_id) REFERENCES organizations (id) ON DELETE CASCADE,
    CONSTRAINT members_user_fk FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
  )`,
  'CREATE INDEX members_user ON members (user_id)',
  `CREATE TABLE invitations (
    id uuid NOT NULL,
    organization_id uuid NOT NULL,
    email text NOT NULL,
    role text NOT NULL,
    token_hash bytea,
    expires_at timestamptz(3) NOT NULL,
    created_at timestamptz(3) NOT NULL,
    CONSTRAINT invitations_pk PRIMARY KEY (id),
    CONSTRAINT invitations_organization_fk FOREIGN KEY (organization_id)
      REFERENCES organizations (id) ON DELETE CASCADE,
    CONSTRAINT invitations_organization_email_unique UNIQUE (organization_id, email)
  )`,
  'CREATE INDEX invitations_token ON invitations (token_hash)',
  `CREATE TABLE environments (
    name text NOT NULL,
    mfa text NOT NULL,
    pilot jsonb NOT NULL,
    CONSTRAINT environments_pk PRIMARY KEY (name)
  )`,
  `INSERT INTO environments (name, mfa, pilot) VALUES ('production', 'on', '{"users":[],"percent":0}')`,
  `CREATE TABLE clients (
    client_id text NOT NULL,
    metadata bytea NOT NULL,
    environment text NOT NULL,
    organization_id uuid,
    first_party boolean NOT NULL,
    require_level smallint,
    require_mfa_max_age_seconds integer,
    created_at timestamptz(3) NOT NULL,
    CONSTRAINT clients_pk PRIMARY KEY (client_id),
    CONSTRAINT clients_environment_fk FOREIGN KEY (environment) REFERENCES environments (name),
    CONSTRAINT clients_organization_fk FOREIGN KEY (organization_id) REFERENCES organizations (id)
  )`,
  `CREATE TABLE session_records (
    uid_hash bytea NOT NULL,
    user_id uuid NOT NULL,
    user_epoch integer NOT NULL,
    proofs jsonb NOT NULL,
    source_prefix text NOT NULL,
    suppressed jsonb NOT NULL,
    opened_at timestamptz(3) NOT NULL,
    last_seen_at timestamptz(3) NOT NULL,
    expires_at timestamptz(3) NOT NULL,
    CONSTRAINT session_records_pk PRIMARY KEY (uid_hash),
    CONSTRAINT session_records_user_fk FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
  )`,
  'CREATE INDEX session_records_user ON session_records (user_id)',
  'CREATE INDEX session_records_expiry ON session_records (expires_at)',
  `CREATE TABLE provider_records (
    model text NOT NULL,
    id_hash bytea NOT NULL,
    payload bytea NOT NULL,
    progress bytea,
    progress_version integer NOT NULL DEFAULT 0,
    account_id uuid,
    grant_id_hash bytea,
    uid_hash bytea,
    user_code_hash bytea,
    consumed_at timestamptz(3),
    expires_at timestamptz(3) NOT NULL,
    CONSTRAINT provider_records_pk PRIMARY KEY (id_hash, model)
  )`,
  'CREATE INDEX provider_records_grant ON provider_records (grant_id_hash) WHERE grant_id_hash IS NOT NULL',
  'CREATE INDEX provider_records_account ON provider_records (account_id) WHERE account_id IS NOT NULL',
  'CREATE INDEX provider_records_uid ON provider_records (uid_hash) WHERE uid_hash IS NOT NULL',
  'CREATE INDEX provider_records_user_code ON provider_records (user_code_hash) WHERE user_code_hash IS NOT NULL',
  'CREATE INDEX provider_records_expiry ON provider_records (expires_at)',
  `CREATE TABLE throttles (
    key_hash bytea NOT NULL,
    failures integer NOT NULL,
    blocked_until timestamptz(3),
    updated_at timestamptz(3) NOT NULL,
    CONSTRAINT throttles_pk PRIMARY KEY (key_hash)
  )`,
  'CREATE INDEX throttles_updated ON throttles (updated_at)',
  `CREATE TABLE signing_keys (
    kid text NOT NULL,
    algorithm text NOT NULL,
    private_jwk bytea NOT NULL,
    created_at timestamptz(3) NOT NULL,
    signs_from timestamptz(3) NOT NULL,
    retires_at timestamptz(3),
    CONSTRAINT signing_keys_pk PRIMARY KEY (kid)
  )`,
  `CREATE TABLE audit_events (
    id bigserial NOT NULL,
    at timestamptz(3) NOT NULL,
    type text NOT NULL,
    actor jsonb NOT NULL,
    organization_id uuid,
    user_id uuid,
    source_address text,
    detail jsonb NOT NULL,
    CONSTRAINT audit_events_pk PRIMARY KEY (id)
  )`,
  'CREATE INDEX audit_events_organization ON audit_events (organization_id, id)',
  'CREATE INDEX audit_events_user ON audit_events (user_id, id)',
];
