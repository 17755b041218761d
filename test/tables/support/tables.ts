import type { Sql } from '../../../src/storage/database/sql.ts';

/** A table of the database: ours, or the queue's. */
export interface Table {
  /** With its schema, e.g. `public.users`. */
  readonly name: string;
  readonly columns: readonly string[];
}

/** All tables there are, as the database itself has them: one that a migration adds is among them by itself. */
export async function tablesOf(sql: Sql): Promise<readonly Table[]> {
  return sql<Table>(
    `SELECT format('%I.%I', n.nspname, c.relname) AS name, array_agg(a.attname::text ORDER BY a.attnum) AS columns
     FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
       JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
     WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND n.nspname IN ('public', 'pgboss')
     GROUP BY n.nspname, c.relname ORDER BY 1`,
  );
}

/** Something that somebody has done to the database, and how it is undone. */
export interface Change {
  readonly what: string;
  readonly make: string;
  readonly undo: string;
}

export function renamed({ name }: Table): Change {
  const [schema, own] = name.split('.');
  return {
    what: name,
    make: `ALTER TABLE ${name} RENAME TO ${own}_away`,
    undo: `ALTER TABLE ${schema}.${own}_away RENAME TO ${own}`,
  };
}

export function renamedColumn({ name }: Table, column: string): Change {
  return {
    what: `${name}.${column}`,
    make: `ALTER TABLE ${name} RENAME COLUMN "${column}" TO "${column}_away"`,
    undo: `ALTER TABLE ${name} RENAME COLUMN "${column}_away" TO "${column}"`,
  };
}

/** As a newer server does by a migration while the older ones go on. */
export function addedColumn({ name }: Table): Change {
  return {
    what: name,
    make: `ALTER TABLE ${name} ADD COLUMN added_later text DEFAULT 'later'`,
    undo: `ALTER TABLE ${name} DROP COLUMN added_later`,
  };
}
