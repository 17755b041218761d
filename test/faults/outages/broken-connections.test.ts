import { expect } from 'chai';
import { Refusal } from '../../../src/refusal/refusal.ts';
import type { Database } from '../../../src/storage/database/database.ts';
import { createSealer } from '../../../src/storage/database/sealing.ts';
import { openStores } from '../../../src/storage/open-stores.ts';
import type { OpenDb } from '../../../src/stores.ts';
import { systemClock } from '../../../src/time/clock.ts';
import { openOptions, openTestDatabase } from '../../harness/database.ts';
import { onPostgres } from '../../harness/needs.ts';
import { testKey } from '../../harness/server.ts';
import { until } from '../../harness/until.ts';
import { type DatabaseProxy, startDatabaseProxy } from '../support/database-proxy.ts';
import { type FaultDatabase, openFaultDatabase } from '../support/fault-world.ts';

async function failureOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'no failure',
    (error: unknown) => (error instanceof Refusal ? error.code : String(error)),
  );
}

onPostgres((server) => {
  describe('R4: a connection to the database that breaks', () => {
    let direct: FaultDatabase;
    let proxy: DatabaseProxy;
    let database: Database;
    let db: OpenDb;

    before(async () => {
      direct = await openFaultDatabase(server);
    });

    after(() => direct.close());

    beforeEach(async () => {
      proxy = await startDatabaseProxy(server);
      database = await openTestDatabase({ ...openOptions, databaseUrl: proxy.through(direct.url) });
      db = openStores(database.dataSource, createSealer([testKey]), systemClock);
    });

    afterEach(async () => {
      await database.close();
      await proxy.cut();
    });

    async function untilSleeping(count: number): Promise<void> {
      await until(`${count} statements to sleep`, async () => {
        const rows = await direct.db.sql(
          "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'PgSleep'",
        );
        return rows.length === count;
      });
    }

    /** The next statements get a connection of their own. */
    async function expectNoTrace(): Promise<void> {
      await proxy.restore();
      expect(await db.sql('SELECT 1 AS one')).to.deep.equal([{ one: 1 }]);
    }

    it('during a statement refuses that one, and does not end the process', async () => {
      const failures = [1, 2, 3].map(() => failureOf(db.sql('SELECT pg_sleep(20)')));
      await untilSleeping(3);
      await proxy.cut();
      expect(await Promise.all(failures)).to.deep.equal(Array(3).fill('storage_unavailable'));
      await expectNoTrace();
    });

    it('between the statements of a transaction refuses it', async () => {
      const failure = failureOf(
        db.transaction(async (stores) => {
          await proxy.cut();
          await stores.people.byEmail('nobody@nowhere.example');
        }),
      );
      expect(await failure).to.equal('storage_unavailable');
      await expectNoTrace();
    });

    it('is not used again once nobody waits any longer for what it was asked', async () => {
      const options = { ...openOptions, poolSize: 1, statementTimeoutMs: 300, poolWaitMs: 5000 };
      const impatient = await openTestDatabase({ ...options, databaseUrl: proxy.through(direct.url) });
      const own = openStores(impatient.dataSource, createSealer([testKey]), systemClock);
      await own.transaction((stores) => stores.domains.find('nowhere.example'));
      const asked: [what: string, ask: () => Promise<unknown>][] = [
        ['statement', () => own.sql('SELECT 1')],
        ['repository', () => own.domains.find('nowhere.example')],
        ['transaction', () => own.transaction((stores) => stores.domains.find('nowhere.example'))],
        ['library', () => own.queue.upkeep()],
      ];
      for (const [what, ask] of asked) {
        await own.sql('SELECT 1');
        proxy.slowDown(2000);
        expect(await failureOf(ask()), what).to.equal('storage_unavailable');
        proxy.slowDown(0);
        await own.sql(`CREATE TABLE after_${what} ()`);
        expect(await direct.db.sql(`SELECT FROM after_${what}`), what).to.deep.equal([]);
      }
      await impatient.close();
    });

    it('before the end of a transaction refuses it', async () => {
      const failure = failureOf(
        db.transaction(async (stores) => {
          await proxy.cut();
          // Only so that the connection is known to be broken when the transaction is to end.
          await failureOf(stores.people.byEmail('nobody@nowhere.example'));
        }),
      );
      expect(await failure).to.equal('storage_unavailable');
      await expectNoTrace();
    });
  });
});
