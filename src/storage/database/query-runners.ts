/**
 * TypeORM sends everything by the method `query` of a query runner: what repositories and query builders make, and the
 * beginning and end of a transaction. Here alone it is taken hold of, so that no failure goes another way than ours do.
 */
import type { DataSource, EntityManager, QueryRunner } from 'typeorm';
import { gaveUpWaiting, translate } from './failures.ts';
import { attempted, type Schema } from './schema.ts';

/** For one transaction; who makes it deals with how that ends as a whole. */
export function transactionRunner(dataSource: DataSource): QueryRunner {
  const runner = dataSource.createQueryRunner();
  return withQuery(runner, (send) => translated(runner, send));
}

/** Repositories outside of transactions, each statement of which is one by itself. */
export function poolManager(dataSource: DataSource, schema: Schema): EntityManager {
  // Repositories make their query runners by the data source that they know; migrations go on with the other one.
  const source: DataSource = Object.create(dataSource, {
    createQueryRunner: {
      value: (...mode: Parameters<DataSource['createQueryRunner']>) => {
        const runner = dataSource.createQueryRunner(...mode);
        const query = runner.query.bind(runner);
        // On the connection that the runner holds: the embedded database has no other one.
        const sql = async (text: string, parameters: readonly unknown[] = []) => query(text, [...parameters]);
        const byItself = <Result>(send: () => Promise<Result>) =>
          attempted({ sql, schema }, () => translated(runner, send));
        return withQuery(runner, (send) =>
          runner.isTransactionActive ? translated(runner, send) : byItself(send),
        );
      },
    },
  });
  return source.createEntityManager();
}

function withQuery(runner: QueryRunner, around: <Result>(send: () => Promise<Result>) => Promise<Result>) {
  const query = runner.query.bind(runner);
  return Object.assign(runner, {
    query: (...statement: Parameters<typeof query>) => around(() => query(...statement)),
  });
}

async function translated<Result>(runner: QueryRunner, send: () => Promise<Result>): Promise<Result> {
  try {
    return await send();
  } catch (error) {
    if (gaveUpWaiting(error)) endConnection(await runner.connect());
    // TypeORM's own error carries all parameters, secrets among them.
    throw translate(error);
  }
}

/** The pool does not take it back then, whoever gives it back. */
export function endConnection(client: { readonly end?: () => Promise<void> }): void {
  client.end?.().catch(() => undefined);
}
