import type { OpenDb } from '../../../src/stores.ts';
import type { Scene } from './scene.ts';

const people = "(SELECT id FROM users WHERE email LIKE '%@' || $1 || '.example')";
const organizations = "(SELECT id FROM organizations WHERE slug LIKE $1 || '-%')";

/** Where the pieces of a scene stand; organizations and people last, since others are found by them. */
const pieces: readonly (readonly [table: string, condition: string])[] = [
  ...[
    'authenticators',
    'recovery_codes',
    'one_time_links',
    'session_records',
    'remembered_devices',
    'consents',
    'support_openings',
  ].map((table) => [table, `user_id IN ${people}`] as const),
  ...[
    'members',
    'removed_members',
    'graces',
    'invitations',
    'due_work',
    'organization_domains',
    'brandings',
    'audit_chains',
  ].map((table) => [table, `organization_id IN ${organizations}`] as const),
  ['audit_events', `organization_id IN ${organizations} OR user_id IN ${people}`],
  ['provider_records', `account_id IN ${people}`],
  ['clients', "client_id = $1 OR client_id LIKE 'gone-' || $1 || '-%'"],
  ['environments', 'name = $1'],
  ['organizations', `id IN ${organizations}`],
  ['users', `id IN ${people}`],
];

/**
 * One statement, as scenes are set a thousand times over. Past triggers and foreign keys; limits are forgotten, without
 * waiting for anybody who is being charged.
 */
const install = [
  'CREATE SCHEMA IF NOT EXISTS test_scenes',
  `CREATE OR REPLACE FUNCTION test_scenes.kept(pieces text[], slug text) RETURNS jsonb
    LANGUAGE plpgsql AS $$
    DECLARE
      kept jsonb := '{}';
      rows jsonb;
    BEGIN
      FOR n IN 1 .. array_length(pieces, 1) LOOP
        EXECUTE format('SELECT coalesce(jsonb_agg(to_jsonb(t)), ''[]'') FROM %I t WHERE %s', pieces[n][1], pieces[n][2])
          INTO rows USING slug;
        kept := kept || jsonb_build_object(pieces[n][1], rows);
      END LOOP;
      RETURN kept;
    END $$`,
  `CREATE OR REPLACE FUNCTION test_scenes.restore(pieces text[], slug text, kept jsonb)
    RETURNS void LANGUAGE plpgsql AS $$
    BEGIN
      PERFORM set_config('session_replication_role', 'replica', true);
      -- Those that are gone: what was written about them is found by them.
      FOR n IN array_length(pieces, 1) - 1 .. array_length(pieces, 1) LOOP
        EXECUTE format('INSERT INTO %1$I SELECT * FROM jsonb_populate_recordset(NULL::%1$I, $1) ON CONFLICT DO NOTHING',
          pieces[n][1]) USING kept -> pieces[n][1];
      END LOOP;
      FOR n IN 1 .. array_length(pieces, 1) LOOP
        EXECUTE format('DELETE FROM %I WHERE %s', pieces[n][1], pieces[n][2]) USING slug;
      END LOOP;
      FOR n IN 1 .. array_length(pieces, 1) LOOP
        EXECUTE format('INSERT INTO %1$I SELECT * FROM jsonb_populate_recordset(NULL::%1$I, $1)', pieces[n][1])
          USING kept -> pieces[n][1];
      END LOOP;
      DELETE FROM throttles WHERE ctid = ANY (ARRAY(SELECT ctid FROM throttles FOR UPDATE SKIP LOCKED));
    END $$`,
];

/** A scene as it was. */
export interface Snapshot {
  /** What there is of it now, by table. */
  rows(): Promise<Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>>;
  /** Brings it back, whatever has happened since. */
  restore(): Promise<void>;
}

/** @param db as the owner of the tables */
export async function takeSnapshot(db: OpenDb, { slug }: Scene): Promise<Snapshot> {
  for (const statement of install) await db.sql(statement);
  const rows = async () => {
    const [row] = await db.sql<{ kept: Awaited<ReturnType<Snapshot['rows']>> }>(
      'SELECT test_scenes.kept($1::text[], $2) AS kept',
      [pieces, slug],
    );
    return row?.kept ?? {};
  };
  const kept = JSON.stringify(await rows());
  return {
    rows,
    async restore() {
      await db.sql('SELECT test_scenes.restore($1::text[], $2, $3::jsonb)', [pieces, slug, kept]);
    },
  };
}
