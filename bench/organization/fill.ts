import type { OpenDb } from '../../src/stores.ts';

/** Of ten members seven have no factor, and half of all have a live session. */
export async function fillOrganization({ sql }: OpenDb, slug: string, members: number): Promise<void> {
  await sql(
    `INSERT INTO organizations (id, slug, name, plan, seats, time_zone, created_at)
     VALUES (gen_random_uuid(), $1, $1, 'enterprise', 10000000, 'UTC', now())`,
    [slug],
  );
  await addMembers(sql, slug, 'm', members);
  await settleDown({ sql });
}

/** Many organizations whose deadline, midnight, is far ahead. */
export async function fillOrganizations({ sql }: OpenDb, organizations: number, each: number): Promise<void> {
  const ahead = Date.now() + 365 * 24 * 3_600_000;
  await sql(
    `INSERT INTO organizations (id, slug, name, plan, seats, time_zone, enforcement, created_at)
     SELECT gen_random_uuid(), 'o' || n, 'o' || n, 'enterprise', 10000000, 'UTC', $2::jsonb, now()
     FROM generate_series(1, $1::int) n`,
    [organizations, JSON.stringify(midnightPolicy(ahead))],
  );
  await sql(
    `INSERT INTO due_work (id, kind, organization_id, due_at)
     SELECT gen_random_uuid(), 'revoke_sessions', id, $1 FROM organizations WHERE slug ~ '^o[0-9]'`,
    [new Date(ahead)],
  );
  const atOnce = Math.max(1, Math.floor(50_000 / each));
  for (let from = 1; from <= organizations; from += atOnce) {
    await addMembers(sql, `o${from}`, `o${from}`, each * Math.min(atOnce, organizations - from + 1), each);
  }
  await settleDown({ sql });
}

/** Lets their midnight be now. */
export async function strikeMidnight({ sql }: OpenDb): Promise<void> {
  const policy = JSON.stringify(midnightPolicy(Date.now()));
  await sql("UPDATE organizations SET enforcement = $1::jsonb WHERE slug ~ '^o[0-9]'", [policy]);
  await sql("UPDATE due_work SET due_at = now() WHERE kind = 'revoke_sessions' AND due_at > now()");
}

const tables = [
  'users',
  'members',
  'authenticators',
  'session_records',
  'provider_records',
  'organizations',
  'due_work',
];

/** What autovacuum does by itself within minutes of such a load. */
async function settleDown({ sql }: Pick<OpenDb, 'sql'>): Promise<void> {
  for (const table of tables) await sql(`VACUUM (ANALYZE) ${table}`);
  await sql('CHECKPOINT');
}

function midnightPolicy(at: number) {
  return {
    savedAt: at - 3_600_000,
    required: 'everyone',
    activation: { kind: 'deadline', at, tonight: true },
    sessions: 'end_at_deadline',
    selfDisable: 'forbid',
    joining: 'at_next_sign_in',
    challenge: 'every_sign_in',
    sessionMaxDays: null,
    factors: ['totp', 'webauthn'],
    minimumLevel: 2,
    enrollmentProof: 'mailbox',
    graceDays: 0,
  };
}

/** Adds members to one organization, or so many `each` to it and those that follow it by number. */
async function addMembers(
  sql: OpenDb['sql'],
  firstSlug: string,
  prefix: string,
  count: number,
  each = count,
): Promise<void> {
  const first = Number(/\d+$/.exec(firstSlug)?.[0] ?? 0);
  await sql(
    `WITH added AS (
       INSERT INTO users (id, email, email_verified, name, profile, password_is_short, created_at)
       SELECT gen_random_uuid(), $2 || '-' || n || '@bench.example', true,
         (ARRAY['Maria', 'John', 'Wei', 'Olga', 'Amir', 'Zoë', 'Ines'])[1 + n % 7] || ' '
           || (ARRAY['Smith', 'Garcia', 'Müller', 'Okafor', 'Ivanova'])[1 + n / 7 % 5] || ' ' || n % 1000,
         '{}', false, now()
       FROM generate_series(0, $3::int - 1) n RETURNING id, email),
     numbered AS (SELECT id, row_number() OVER (ORDER BY id) - 1 AS n FROM added),
     joined AS (
       INSERT INTO members (organization_id, user_id, role, override, joined_at)
       SELECT o.id, a.id, CASE WHEN a.n % $4 = 0 THEN 'owner' ELSE 'member' END, 'inherit',
         now() - interval '30 days' + a.n * interval '1 second'
       FROM numbered a JOIN organizations o
         ON o.slug = CASE WHEN $5 = 0 THEN $1 ELSE 'o' || ($5 + a.n / $4) END),
     factors AS (
       INSERT INTO authenticators (id, user_id, kind, nickname, secret, algorithm, digits, period_seconds, last_step,
         disclosed_steps, confirmed_at)
       SELECT gen_random_uuid(), id, 'totp', 'app', '', 'SHA1', 6, 30, 0, '[]', now() - n % 30 * interval '1 day'
       FROM numbered WHERE n % 10 < 3),
     -- What the provider keeps of a session; nobody reads what is sealed in it before it is removed.
     provided AS (
       INSERT INTO provider_records (model, id_hash, payload, account_id, uid_hash, expires_at)
       SELECT 'Session', sha256(('id' || id)::bytea), '', id, sha256(id::text::bytea), now() + interval '1 day'
       FROM numbered WHERE n % 2 = 0)
     INSERT INTO session_records
       (uid_hash, user_id, user_epoch, proofs, source_prefix, suppressed, opened_at, last_seen_at, expires_at)
     SELECT sha256(id::text::bytea), id, 0, '{}', '', '{}', now() - interval '2 hours', now(), now() + interval '1 day'
     FROM numbered WHERE n % 2 = 0`,
    [firstSlug, prefix, count, each, first],
  );
}
