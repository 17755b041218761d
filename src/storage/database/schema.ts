import type { DataSource } from 'typeorm';
import { namedUnknown, translate, twiceAtMost, unavailable } from './failures.ts';
import type { Sql } from './sql.ts';

/** What the migrations, and the queue's library, have made: each column of our tables, and the library's tables. */
export interface Schema {
  /** Tables, e.g. `public.users`-less `users` or `pgboss.job`, one for each of `columns`. */
  readonly tables: readonly string[];
  /** Null for a table whose columns are the library's. */
  readonly columns: readonly (string | null)[];
}

/** @param others tables that are not ours, with their schema */
export function schemaOf({ entityMetadatas }: DataSource, others: readonly string[]): Schema {
  const pairs = entityMetadatas.flatMap(({ tableName, columns }) =>
    columns.map(({ databaseName }) => [tableName, databaseName] as const),
  );
  return {
    tables: [...pairs.map(([table]) => table), ...others],
    columns: [...pairs.map(([, column]) => column), ...others.map(() => null)],
  };
}

/** Names of tables and columns that are not there (any more), e.g. `users.email`; none where the database is in order. */
export async function missingFrom(sql: Sql, { tables, columns }: Schema): Promise<readonly string[]> {
  const rows = await sql<{ name: string }>(missing, [tables, columns]);
  return rows.map(({ name }) => name);
}

const missing = `SELECT DISTINCT CASE WHEN t.oid IS NULL THEN e.relation ELSE e.relation || '.' || e.attribute END AS name
  FROM unnest($1::text[], $2::text[]) AS e (relation, attribute), to_regclass(e.relation) AS t (oid)
  WHERE t.oid IS NULL OR (e.attribute IS NOT NULL AND NOT EXISTS (SELECT 1 FROM pg_attribute a
    WHERE a.attrelid = t.oid AND a.attname = e.attribute AND a.attnum > 0 AND NOT a.attisdropped))
  ORDER BY name`;

/**
 * Runs a statement by itself, or a whole transaction: once more where it gave way to another, and where it named what is
 * not there it is told whether that is our mistake, which stays an error, or the database is not what it was.
 * @param sql asks the database about itself, when `attempt` has ended
 */
export async function attempted<Result>(
  { sql, schema }: { readonly sql: Sql; readonly schema: Schema },
  attempt: () => Promise<Result>,
): Promise<Result> {
  try {
    return await twiceAtMost(attempt);
  } catch (error) {
    if (!namedUnknown(error)) throw error;
    const names = await missingFrom(sql, schema);
    if (names.length === 0) throw error;
    throw unavailable(`${translate(error).message}; missing are ${names.join(', ')}`);
  }
}
