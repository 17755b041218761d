import { createHash } from 'node:crypto';
import { Query, type Submittable } from 'pg';
import type { DataSource, EntityManager } from 'typeorm';
import type { StatementNames } from './connector.ts';
import { gaveUpWaiting, StatementFailed, translate } from './failures.ts';
import { endConnection, transactionRunner } from './query-runners.ts';

/** Runs one statement with `$1 …` parameters and answers its rows (also those of RETURNING). */
export type Sql = <Row = Record<string, unknown>>(
  text: string,
  parameters?: readonly unknown[],
) => Promise<Row[]>;

/** pg's Client, as far as we use it. */
export interface Queryable {
  /** `off` where a statement may not have a name; the embedded database's own client does not say. */
  readonly statementNames?: StatementNames;
  query(statement: { readonly text: string; readonly values: unknown[] }): Promise<{ rows: unknown[] }>;
  /** Tells its end to the callback of the statement. */
  query(statement: Submittable): Submittable;
  /** Without parameters it may be several statements, and answers a list. */
  query(text: string): Promise<{ rows: unknown[] } | { rows: unknown[] }[]>;
  end?(): Promise<void>;
}

/** pg's Pool, as far as we use it. */
interface Pool {
  connect(): Promise<LentConnection>;
}

interface LentConnection extends Queryable {
  on(event: 'error', listener: () => void): unknown;
  removeListener(event: 'error', listener: () => void): unknown;
  release(isBroken: boolean): void;
}

/**
 * Statements on any free connection of the pool. Not by `pool.query`, which gives up the connection of every statement
 * that fails: the embedded database has no other one, and the next statements would read the answers of the last.
 */
export function poolSql(dataSource: DataSource): Sql {
  const pool = poolOf(dataSource);
  return (text, parameters) => onConnection(pool, (client) => run(client, text, parameters));
}

/** Lends a connection of the pool; one that broke meanwhile is not given back. */
export async function onConnection<Result>(
  pool: Pool,
  work: (client: Queryable) => Promise<Result>,
): Promise<Result> {
  const client = await connect(pool);
  client.on('error', thrownAlready);
  let isBroken = false;
  try {
    return await work(client);
  } catch (error) {
    isBroken = !isAnswer(error);
    throw error;
  } finally {
    client.release(isBroken);
    client.removeListener('error', thrownAlready);
  }
}

/** What fails a statement is emitted as well, and where nobody listens that ends the process; the pool does not meanwhile. */
function thrownAlready(): void {}

async function connect(pool: Pool): ReturnType<Pool['connect']> {
  try {
    return await pool.connect();
  } catch (error) {
    throw translate(error);
  }
}

/** The database itself said no, so the connection is in order; after a time-out it may still be at work. */
function isAnswer(error: unknown): boolean {
  return error instanceof StatementFailed && error.sqlState !== undefined;
}

/**
 * Runs `work` in one transaction; inside it only the handle it is given may be used, since the embedded database
 * has a single connection and would wait for itself. Locks are taken in one order everywhere: organizations by id, then
 * people by id, then what is theirs (links, factors, members), and last the chains of the activity log.
 */
export async function inTransaction<Result>(
  dataSource: DataSource,
  work: (handle: { readonly sql: Sql; readonly manager: EntityManager }) => Promise<Result>,
): Promise<Result> {
  const runner = transactionRunner(dataSource);
  try {
    await runner.startTransaction();
    const client: Queryable = await runner.connect();
    const sql: Sql = (text, parameters) => run(client, text, parameters);
    const result = await work({ sql, manager: runner.manager });
    await runner.commitTransaction();
    return result;
  } catch (error) {
    if (runner.isTransactionActive) await runner.rollbackTransaction().catch(() => undefined);
    throw error;
  } finally {
    await runner.release();
  }
}

/**
 * Statements go to the driver under a name, so that PostgreSQL plans each of them once for a connection: planning
 * the larger ones costs several times what running them does.
 */
async function run<Row>(on: Queryable, text: string, parameters: readonly unknown[] = []): Promise<Row[]> {
  try {
    return await send<Row>(on, text, parameters);
  } catch (error) {
    if (gaveUpWaiting(error)) endConnection(on);
    // Made here and not in the driver's callback, it knows who asked.
    throw translate(error);
  }
}

function send<Row>(on: Queryable, text: string, parameters: readonly unknown[]): Promise<Row[]> {
  return new Promise((resolve, reject) => {
    const callback = (error: unknown, result: { readonly rows: Row[] }) =>
      error == null ? resolve(result.rows) : reject(error);
    const query = new Query(text, parameters.map(inUtc));
    // Not given with the text: the driver would copy both property by property, for longer than it takes to send them.
    void on.query(Object.assign(query, { ...nameOn(on, text), callback }));
  });
}

/** The driver itself writes instants in the zone of the server, which takes it longer than the rest of a parameter. */
function inUtc(value: unknown): unknown {
  return value instanceof Date ? value.toISOString() : value;
}

/** Behind a pooler the next statement may come to another session, which does not know the name, or knows it already. */
function nameOn({ statementNames }: Queryable, text: string): { readonly name?: string } {
  return statementNames === 'off' ? {} : { name: statementName(text) };
}

const names = new Map<string, string>();

/** The same for the same text in every process; our texts are constants, so there are few. */
function statementName(text: string): string {
  const known = names.get(text);
  if (known !== undefined) return known;
  const name = createHash('sha256').update(text).digest('base64url').slice(0, 16);
  names.set(text, name);
  return name;
}

/** TypeORM's pool, taken without its query runner: that costs more than the statement. Kept to this one place. */
export function poolOf(dataSource: DataSource): Pool {
  const { driver } = dataSource;
  if (!('master' in driver)) throw new Error('TypeORM has changed where it keeps its pool');
  return driver.master as Pool;
}
