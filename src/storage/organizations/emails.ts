import type { Sql } from '../database/sql.ts';

/** The column `email` of what a statement finds, in its order. */
export async function emailsBy(
  sql: Sql,
  text: string,
  parameters: readonly unknown[],
): Promise<readonly string[]> {
  return (await sql<{ email: string }>(text, parameters)).map(({ email }) => email);
}
