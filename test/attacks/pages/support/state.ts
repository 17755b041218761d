import type { TestServer } from '../../../harness/server.ts';

/** What may come and go with any request, whether or not it changes something. */
const passing: Readonly<Record<string, string | null>> = {
  // Forms that wait for a second factor, or were refused; sealed, for one session, ten minutes.
  kept_forms: null,
  // Counts of attempts.
  throttles: null,
  // That somebody reached for what is not theirs is noted. Events are only ever added.
  audit_events: "SELECT count(*)::text AS row FROM audit_events WHERE type <> 'api.access_refused'",
  // When somebody was seen last, and what the next page says once.
  session_records:
    "SELECT md5((to_jsonb(t) - 'last_seen_at' - 'notice')::text) AS row FROM session_records t",
};

/** A digest of each table, jobs included. */
export type State = Readonly<Record<string, string>>;

/** Reads the state of a database that no other test writes to. */
export async function stateReader({ database }: TestServer): Promise<() => Promise<State>> {
  const tables: { schema: string; name: string }[] = await database.dataSource.query(
    `SELECT table_schema AS schema, table_name AS name FROM information_schema.tables
     WHERE table_type = 'BASE TABLE' AND (table_schema = 'public' OR (table_schema, table_name) = ('pgboss', 'job'))
     ORDER BY 1, 2`,
  );
  const parts = tables.flatMap(({ schema, name }) => {
    const rows = passing[name];
    if (rows === null) return [];
    const source = rows ?? `SELECT md5(to_jsonb(t)::text) AS row FROM "${schema}"."${name}" t`;
    return [
      `SELECT '${name}' AS name, md5(coalesce(string_agg(row, '' ORDER BY row), '')) AS digest FROM (${source}) r`,
    ];
  });
  return async () => {
    const rows: { name: string; digest: string }[] = await database.dataSource.query(
      parts.join(' UNION ALL '),
    );
    return Object.fromEntries(rows.map(({ name, digest }) => [name, digest]));
  };
}

/** Tables that differ. */
export function differences(before: State, after: State): string[] {
  return Object.keys(before).filter((name) => before[name] !== after[name]);
}
