import { expect } from 'chai';
import { migrations } from '../../migrations/index.ts';
import { Refusal } from '../../src/refusal/refusal.ts';
import type { Database } from '../../src/storage/database/database.ts';
import { migrate, migrationStatus } from '../../src/storage/database/migrate.ts';
import { inTransaction, poolSql } from '../../src/storage/database/sql.ts';
import { emptyPostgres, openOptions, openTestDatabase } from '../harness/database.ts';
import { onPostgres } from '../harness/needs.ts';
import { until } from '../harness/until.ts';
import { race } from './support/samples.ts';

const statementTimeoutMs = 300;

/** What the embedded database cannot do: several connections, time-outs, a server that goes away. */
onPostgres((postgres) => {
  describe('on PostgreSQL', () => {
    let url: string;
    let drop: () => Promise<void>;
    let opened: Database[];
    beforeEach(async () => {
      ({ url, drop } = await emptyPostgres(postgres));
      opened = [];
    });
    afterEach(async () => {
      for (const database of opened) await database.close();
      await drop();
    });

    const open = async (over: Partial<typeof openOptions> = {}) => {
      const database = await openTestDatabase({ ...openOptions, databaseUrl: url, ...over });
      opened.push(database);
      return database;
    };

    it('servers that start at once migrate once', async () => {
      const databases = [await open(), await open(), await open()];
      const ran = await Promise.all(databases.map(migrate));
      const [first] = databases;
      const known = first?.dataSource.migrations.map((migration) => migration.constructor.name);
      expect(ran.filter((names) => names.length > 0)).to.deep.equal([known]);
      for (const database of databases)
        expect(await migrationStatus(database)).to.deep.equal({ applied: known, pending: [] });
    });

    it('a migration waits for another longer than a statement may take', async () => {
      const [other, waiting] = [await open(), await open({ statementTimeoutMs })];
      const runner = other.dataSource.createQueryRunner();
      await runner.query('SELECT pg_advisory_lock(4070914)');
      const migrated = migrate(waiting);
      await poolSql(other.dataSource)('SELECT pg_sleep(1.5)');
      await runner.query('SELECT pg_advisory_unlock(4070914)');
      await runner.release();
      expect(await migrated).to.have.length(migrations.length);
    });

    it('a migration that fails gives its lock back', async () => {
      const database = await open();
      await database.dataSource.query('CREATE TABLE audit_events (here boolean)');
      expect(await migrate(database).catch((error) => error)).to.be.instanceOf(Error);
      expect((await migrationStatus(database)).pending).to.have.length(migrations.length);
      await database.dataSource.query('DROP TABLE audit_events');
      expect(await migrate(database)).to.have.length(migrations.length);
    });

    it('a statement that takes too long is a refusal, and the next one is served', async () => {
      const { dataSource } = await open({ statementTimeoutMs, poolSize: 1 });
      const sql = poolSql(dataSource);
      expectUnavailable(await sql('SELECT pg_sleep(5)').catch((error) => error));
      expect(await sql('SELECT 1 AS one')).to.deep.equal([{ one: 1 }]);
    });

    it('a transaction that takes too long is a refusal and leaves nothing', async () => {
      const database = await open({ statementTimeoutMs, poolSize: 1 });
      await migrate(database); // with the one connection that this pool has
      const work = inTransaction(database.dataSource, async ({ sql }) => {
        await sql("UPDATE environments SET mfa = 'off'");
        await sql('SELECT pg_sleep(5)');
      });
      expectUnavailable(await work.catch((error) => error));
      expect(await poolSql(database.dataSource)('SELECT mfa FROM environments')).to.deep.equal([
        { mfa: 'on' },
      ]);
    });

    it('a row that somebody else holds is a refusal, not a wait', async () => {
      const [holder, database] = [await open(), await open({ statementTimeoutMs })];
      await migrate(holder);
      const update = "UPDATE environments SET mfa = 'off'";
      const refused = await inTransaction(holder.dataSource, async ({ sql }) => {
        await sql(update);
        return poolSql(database.dataSource)(update).catch((error) => error);
      });
      expectUnavailable(refused);
    });

    it('a pool without a free connection is a refusal after the wait that was set', async () => {
      const { dataSource } = await open({ poolSize: 1, poolWaitMs: 200 });
      const refused = await inTransaction(dataSource, () =>
        poolSql(dataSource)('SELECT 1').catch((error) => error),
      );
      expectUnavailable(refused);
    });

    it('connections that the server ended are refusals, and new ones take their place', async () => {
      const [admin, database] = [await open(), await open({ poolSize: 3 })];
      const sql = poolSql(database.dataSource);
      const sleeping = race(3, () => sql('SELECT pg_sleep(9)').catch((error) => error));
      await untilSleeping(admin, 3);
      await poolSql(admin.dataSource)(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE datname = current_database() AND query LIKE '%pg_sleep(9)%' AND pid <> pg_backend_pid()`,
      );
      for (const refused of await sleeping) expectUnavailable(refused);
      expect(await sql('SELECT 1 AS one')).to.deep.equal([{ one: 1 }]);
    });
  });
});

function expectUnavailable(error: unknown): void {
  expect(error).to.be.instanceOf(Refusal);
  expect(error).to.have.property('code', 'storage_unavailable');
  expect(error).to.have.nested.property('detail.retryAfterSeconds', 2);
}

/** Asks again until so many statements are under way. */
async function untilSleeping(admin: Database, count: number): Promise<void> {
  await until(`${count} statements to sleep`, async () => {
    const rows = await poolSql(admin.dataSource)(
      `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND state = 'active'
         AND query LIKE '%pg_sleep(9)%' AND pid <> pg_backend_pid()`,
    );
    return rows.length >= count;
  });
}
