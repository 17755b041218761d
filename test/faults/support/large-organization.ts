import type { OpenDb } from '../../../src/stores.ts';
import { applyNow } from './fault-people.ts';

/** What a policy that has just taken effect has to do with the members of an organization. */
export interface LargeOrganization {
  readonly slug: string;
  /** Without a factor and with a session: these sessions end. */
  readonly toEnd: number;
}

/** Of ten members one is protected and signed in, one is not protected and signed out, eight are to be signed out. */
export async function seedLargeOrganization(db: OpenDb, members: number): Promise<LargeOrganization> {
  const slug = 'large';
  await applyNow(db, { organizations: [{ slug, name: slug }] });
  await db.sql(
    `WITH numbered AS MATERIALIZED (SELECT gen_random_uuid() AS id, n FROM generate_series(1, $2::int) n),
     added AS (
       INSERT INTO users (id, email, email_verified, profile, password_is_short, created_at)
       SELECT id, 'm' || n || '@large.example', true, '{}', false, now() FROM numbered),
     joined AS (
       INSERT INTO members (organization_id, user_id, role, override, joined_at)
       SELECT o.id, a.id, CASE WHEN n = 10 THEN 'owner' ELSE 'member' END, 'inherit', now() - interval '1 day'
       FROM numbered a, organizations o WHERE o.slug = $1),
     factors AS (
       INSERT INTO authenticators (id, user_id, kind, nickname, secret, algorithm, digits, period_seconds, last_step,
         disclosed_steps, confirmed_at)
       SELECT gen_random_uuid(), id, 'totp', 'app', '', 'SHA1', 6, 30, 0, '[]', now() - interval '2 days'
       FROM numbered WHERE n % 10 = 0)
     INSERT INTO session_records
       (uid_hash, user_id, user_epoch, proofs, source_prefix, suppressed, opened_at, last_seen_at, expires_at)
     SELECT sha256(id::text::bytea), id, 0, '{}', '', '{}', now() - interval '1 hour', now(), now() + interval '1 day'
     FROM numbered WHERE n % 10 <> 1`,
    [slug, members],
  );
  await db.sql('ANALYZE');
  const enforcement = { required: 'everyone', activation: 'immediately', sessions: 'end_now' };
  await applyNow(db, { organizations: [{ slug, enforcement }] });
  return { slug, toEnd: Math.floor(members * 0.8) };
}
