import type { Sql } from '../../../src/storage/database/sql.ts';
import type { Table } from './tables.ts';

/** All rows of the database as they were. */
export interface KeptRows {
  /**
   * What the rows of each table come to, charges left out; found under whatever names tables and columns have now.
   * The same object as long as nobody has written anything.
   * @param on the connection that holds a lock, where there is one
   */
  prints(on?: Sql): Promise<ReadonlyMap<string, string>>;
  /** Brings all rows back. */
  restore(): Promise<void>;
}

/**
 * What a try costs is written for good before anything is compared, so that no failure makes it free; the limits that it
 * counts towards are no part of what a request does.
 */
const charges: Readonly<Record<string, readonly string[] | 'all'>> = {
  'public.throttles': 'all',
  'public.users': ['second_factor_failures', 'second_factor_locked_until'],
};

interface Print {
  readonly name: string;
  readonly print: string;
}

export async function keepRows(sql: Sql, tables: readonly Table[]): Promise<KeptRows> {
  await sql('CREATE SCHEMA test_kept');
  await makePrints(sql, 'without_charges', tables.flatMap(withoutCharges));
  await makePrints(sql, 'whole', tables);
  for (const [place, { name }] of tables.entries())
    await sql(`CREATE TABLE test_kept.t${place} AS TABLE ${name}`);
  const prints = async (view: string, on = sql) => {
    const rows = await on<Print>(`SELECT name, print FROM test_kept.${view}`);
    return new Map(rows.map(({ name, print }) => [name, print]));
  };
  const before = await prints('whole');
  let known: { readonly at: string; readonly prints: ReadonlyMap<string, string> } | undefined;
  return {
    async prints(on = sql) {
      const [row] = await on<{ at: string }>('SELECT pg_snapshot_xmax(pg_current_snapshot())::text AS at');
      const at = row?.at ?? '';
      // Whatever writes takes a number, also where it is undone; reading all rows takes longer than most requests.
      if (known?.at !== at) known = { at, prints: await prints('without_charges', on) };
      return known.prints;
    },
    async restore() {
      const now = await prints('whole');
      const changed = tables.flatMap(({ name }, place) =>
        now.get(name) === before.get(name) ? [] : [bringBack(name, place)],
      );
      if (changed.length > 0)
        await sql(`DO $$ BEGIN PERFORM set_config('session_replication_role', 'replica', true);
          ${changed.join('\n')} END $$`);
    },
  };
}

/** As views, which go on where tables and columns change their names. */
async function makePrints(sql: Sql, view: string, tables: readonly Table[]): Promise<void> {
  const prints = tables.map(
    ({ name, columns }) => `SELECT '${name}' AS name, (SELECT md5(coalesce(string_agg(r, ';' ORDER BY r), ''))
      FROM (SELECT ROW(${columns.map((column) => `"${column}"`)})::text AS r FROM ${name}) t) AS print`,
  );
  await sql(`CREATE VIEW test_kept.${view} AS ${prints.join(' UNION ALL ')}`);
}

function withoutCharges({ name, columns }: Table): Table[] {
  const charged = charges[name] ?? [];
  return charged === 'all' ? [] : [{ name, columns: columns.filter((column) => !charged.includes(column)) }];
}

/** Past triggers and foreign keys. */
function bringBack(name: string, place: number): string {
  return `DELETE FROM ${name}; INSERT INTO ${name} OVERRIDING SYSTEM VALUE SELECT * FROM test_kept.t${place};`;
}
