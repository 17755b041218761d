import type { DataSource, QueryRunner } from 'typeorm';
import { gaveUpWaiting, translate, twiceAtMost } from './failures.ts';
import { onConnection, poolOf, type Queryable, type Sql } from './sql.ts';

/**
 * Statements of a library, on any free connection. Their texts vary, so they get no name; one without parameters may be
 * a whole list, with a transaction around all of it.
 */
export function poolLibrarySql(dataSource: DataSource): Sql {
  const pool = poolOf(dataSource);
  return (text, parameters) =>
    twiceAtMost(() => onConnection(pool, (client) => runUnnamed(client, text, parameters)));
}

/** Like `poolLibrarySql`, on the one connection of a query runner, where each statement waits for the one before. */
export function runnerLibrarySql(runner: QueryRunner): Sql {
  let before: Promise<unknown> = runner.connect();
  return (text, parameters) => {
    const next = async () => runUnnamed<never>(await runner.connect(), text, parameters);
    const running = before.then(next, next);
    before = running;
    return running;
  };
}

async function runUnnamed<Row>(
  on: Queryable,
  text: string,
  parameters: readonly unknown[] = [],
): Promise<Row[]> {
  try {
    const values = [...parameters];
    const result = values.length === 0 ? await on.query(text) : await on.query({ text, values });
    return (Array.isArray(result) ? result.flatMap(({ rows }) => rows ?? []) : result.rows) as Row[];
  } catch (error) {
    // A list may have ended within its transaction, and the connection goes back to the pool.
    if (!gaveUpWaiting(error)) await on.query('ROLLBACK').catch(() => undefined);
    throw translate(error);
  }
}
