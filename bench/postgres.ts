import { randomUUID } from 'node:crypto';
import pg from 'pg';

const local = 'postgres://postgres@127.0.0.1:5432/postgres';

/** What the programs of the bench want to find, since they make databases of their own and drop them at the end. */
export const neededPostgres = `a PostgreSQL, 15 or newer, at DATABASE_URL (default ${local}), whose user may create databases`;

/** The address of that server. Ends the program with what it needs where there is none that can be used. */
export async function benchPostgres(): Promise<URL> {
  const url = process.env.DATABASE_URL || local;
  const reason = await reasonAgainst(url).catch((error) => String(error.message || error.code));
  if (reason === null) return new URL(url);
  console.error(`This program needs ${neededPostgres}: ${reason}`);
  process.exit(1);
}

async function reasonAgainst(connectionString: string): Promise<string | null> {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 5000 });
  await client.connect();
  try {
    const { rows } = await client.query(
      'SELECT rolsuper OR rolcreatedb AS may FROM pg_roles WHERE rolname = current_user',
    );
    return rows[0]?.may === true ? null : 'its user may not create databases';
  } finally {
    await client.end();
  }
}

/** Has `work` done in a new database of that server, which is gone afterwards. Ends the program as `benchPostgres` does. */
export async function inOwnDatabase<Result>(work: (databaseUrl: URL) => Promise<Result>): Promise<Result> {
  const server = await benchPostgres();
  const name = `countersign_bench_${randomUUID().slice(0, 8)}`;
  await administer(server, `CREATE DATABASE ${name}`);
  try {
    return await work(Object.assign(new URL(server), { pathname: `/${name}` }));
  } finally {
    await administer(server, `DROP DATABASE ${name} WITH (FORCE)`);
  }
}

async function administer({ href }: URL, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: href });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
