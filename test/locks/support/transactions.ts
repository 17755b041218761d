import type { DataSource } from 'typeorm';
import type { Queryable } from '../../../src/storage/database/sql.ts';

/** One statement of a transaction, as it goes to the driver. */
export interface SentStatement {
  readonly text: string;
  readonly values: readonly unknown[];
}

/** What a test does about the statements of transactions; its own errors are those of the statement. */
export interface TransactionHooks {
  /** Before a statement is sent; an error is that of `START TRANSACTION` or `COMMIT`. */
  readonly before?: (statement: SentStatement) => Promise<void>;
  /** When it has been answered. */
  readonly after?: (statement: SentStatement, rows: readonly Readonly<Record<string, unknown>>[]) => void;
}

/** The same data source, whose transactions pass the hooks; statements by themselves do not. */
export function hooked(dataSource: DataSource, hooks: TransactionHooks): DataSource {
  return Object.create(dataSource, {
    createQueryRunner: {
      value: (...mode: Parameters<DataSource['createQueryRunner']>) => {
        const runner = dataSource.createQueryRunner(...mode);
        const connect = runner.connect.bind(runner);
        return Object.assign(runner, { connect: async () => watched(await connect(), hooks) });
      },
    },
  });
}

interface Submitted {
  readonly text: string;
  readonly values?: readonly unknown[];
  callback: (error: unknown, result: { readonly rows: Record<string, unknown>[] }) => void;
}

/** Both forms in which statements are sent: TypeORM's with a promise, and ours with a callback. */
function watched(client: Queryable, { before, after }: TransactionHooks): unknown {
  return {
    async query(first: string | Submitted, values: readonly unknown[] = []) {
      if (typeof first === 'string') {
        const statement = { text: first, values };
        await before?.(statement);
        const result = await (
          client.query as (...sent: unknown[]) => Promise<{ rows: Record<string, unknown>[] }>
        )(first, values);
        after?.(statement, result.rows);
        return result;
      }
      const { callback } = first;
      const statement = { text: first.text, values: first.values ?? [] };
      first.callback = (error, result) => {
        if (error == null) after?.(statement, result.rows);
        callback(error, result);
      };
      await before?.(statement);
      await client.query(first as never);
      return undefined;
    },
  };
}
