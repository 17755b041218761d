import type { TestServer } from '../harness/server.ts';

/** Every row of every table as text, by table. */
export async function dumpOf({ database }: TestServer): Promise<ReadonlyMap<string, string>> {
  const tables: { name: string }[] = await database.dataSource.query(
    "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public'",
  );
  const dump = new Map<string, string>();
  for (const { name } of tables) {
    const rows: { text: string }[] = await database.dataSource.query(
      `SELECT t::text AS text FROM "${name}" t`,
    );
    dump.set(name, rows.map(({ text }) => text).join('\n'));
  }
  return dump;
}
