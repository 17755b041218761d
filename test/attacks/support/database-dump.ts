import type { TestServer } from '../../harness/server.ts';

/** Every row of every table as text, by table. */
export async function dumpOf({ database }: TestServer): Promise<ReadonlyMap<string, string>> {
  const tables: { schema: string; name: string }[] = await database.dataSource.query(
    `SELECT table_schema AS schema, table_name AS name FROM information_schema.tables
     WHERE table_schema IN ('public', 'pgboss')`,
  );
  const dump = new Map<string, string>();
  for (const { schema, name } of tables) {
    const rows: { text: string }[] = await database.dataSource.query(
      `SELECT t::text AS text FROM "${schema}"."${name}" t`,
    );
    dump.set(schema === 'public' ? name : `${schema}.${name}`, rows.map(({ text }) => text).join('\n'));
  }
  return dump;
}
