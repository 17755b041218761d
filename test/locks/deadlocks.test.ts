import { expect } from 'chai';
import { migrate } from '../../src/storage/database/migrate.ts';
import { poolSql } from '../../src/storage/database/sql.ts';
import { openDatabase } from '../../src/storage/open-database.ts';
import { emptyPostgres, openOptions } from '../harness/database.ts';
import { onPostgres } from '../harness/needs.ts';
import { operations } from './support/all-operations.ts';
import { runPairs } from './support/pairs.ts';

/** They have nothing of a person or an organization, or lock none of it. */
const apart = ['rotate the keys', 'make the first keys', 'set an environment', 'list and count members'];

const together = operations.filter(({ name }) => !apart.includes(name));

const pairs = together.flatMap((one, index) => together.slice(index).map((other) => [one, other] as const));

/** Deadlocks of a database, as the server has counted them. */
async function countedBy(server: string, url: string): Promise<number> {
  const admin = await openDatabase({ ...openOptions, databaseUrl: server });
  try {
    const [row] = await poolSql(admin.dataSource)<{ deadlocks: number }>(
      'SELECT deadlocks::int FROM pg_stat_database WHERE datname = $1',
      [new URL(url).pathname.slice(1)],
    );
    return row?.deadlocks ?? -1;
  } finally {
    await admin.close();
  }
}

describe('two operations at once on one person and organization', () => {
  // The embedded database has one connection, so there they never meet.
  onPostgres((server) => {
    it(`never wait for each other in a circle: ${pairs.length} pairs, either of them first`, async () => {
      const { url, drop } = await emptyPostgres(server);
      try {
        const database = await openDatabase({ ...openOptions, databaseUrl: url });
        await migrate(database);
        await database.close();
        const { deadlocks, failures } = await runPairs(url, pairs);
        expect(deadlocks).to.deep.equal([]);
        expect(failures).to.deep.equal([]);
        expect(await countedBy(server, url)).to.equal(0);
      } finally {
        await drop();
      }
    }).timeout(900_000);
  });
});
