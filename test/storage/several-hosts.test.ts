import { expect } from 'chai';
import { Refusal } from '../../src/refusal/refusal.ts';
import type { Database } from '../../src/storage/database/database.ts';
import { migrate } from '../../src/storage/database/migrate.ts';
import { inTransaction, poolSql } from '../../src/storage/database/sql.ts';
import type { DatabaseOptions } from '../../src/storage/open-database.ts';
import { emptyPostgres, openOptions, openTestDatabase } from '../harness/database.ts';
import { onPostgres } from '../harness/needs.ts';
import { until } from '../harness/until.ts';
import { freePorts } from '../processes/support/server-process.ts';
import { type Host, startHost } from './support/read-only-server.ts';

onPostgres((postgres) => {
  describe('several hosts in the address of the database', () => {
    let url: string;
    let drop: () => Promise<void>;
    let hosts: Host[];
    let opened: Database[];

    beforeEach(async () => {
      ({ url, drop } = await emptyPostgres(postgres));
      hosts = [];
      opened = [];
    });

    afterEach(async () => {
      for (const database of opened) await database.close();
      for (const host of hosts) host.close();
      await drop();
    });

    const host = async (takes: Host['takes']) => {
      const started = await startHost(postgres, takes);
      hosts.push(started);
      return started;
    };

    const through = (...addresses: string[]) => {
      const { username, password, pathname } = new URL(url);
      const secret = password === '' ? '' : `:${password}`;
      return `postgres://${username}${secret}@${addresses.join(',')}${pathname}?sslmode=disable`;
    };

    const open = async (databaseUrl: string, over: Partial<DatabaseOptions> = {}) => {
      const database = await openTestDatabase({ ...openOptions, ...over, databaseUrl });
      opened.push(database);
      return { database, sql: poolSql(database.dataSource) };
    };

    const failureOf = (work: Promise<unknown>) =>
      work.then(
        () => 'no failure',
        (error) => (error instanceof Refusal ? error.code : String(error)),
      );

    it('are asked in turn, and the one that takes writes is used, for migrations too', async () => {
      const [free] = await freePorts(1);
      const [standby, primary] = [await host('reads only'), await host('writes')];
      const { database, sql } = await open(through(`127.0.0.1:${free}`, standby.address, primary.address));
      expect(await migrate(database)).not.to.deep.equal([]);
      await sql("UPDATE environments SET mfa = 'off'");
      expect(standby.connections, 'asked once for each pool').to.equal(2);
    });

    it('are asked again after a failover, until one takes writes, without a restart', async () => {
      const [first, second] = [await host('writes'), await host('reads only')];
      const { sql } = await open(through(first.address, second.address));
      await sql('CREATE TABLE kept (place text)');
      first.takes = 'nothing';
      first.breakAll();
      await until(
        'the outage to be noticed',
        async () => (await failureOf(sql('SELECT 1'))) !== 'no failure',
      );
      expect(await failureOf(sql("INSERT INTO kept VALUES ('nowhere')"))).to.equal('storage_unavailable');
      second.takes = 'writes';
      await sql("INSERT INTO kept VALUES ('second')");
      first.takes = 'reads only';
      await sql("INSERT INTO kept VALUES ('second')");
      expect(await sql('SELECT place FROM kept')).to.deep.equal([{ place: 'second' }, { place: 'second' }]);
    });

    it('of which none takes writes are named in the refusal of a start, without their password', async () => {
      const standby = await host('reads only');
      const [free] = await freePorts(1);
      const failure = await open(through(`127.0.0.1:${free}`, standby.address)).catch(
        ({ message }) => message,
      );
      expect(failure)
        .to.match(/^none of its hosts takes writes: 127\.0\.0\.1:\d+: connect ECONNREFUSED .*; /)
        .and.match(new RegExp(`${standby.address}: it takes no writes`));
    });

    it('that do not answer hold nobody up for longer than the wait for a connection', async () => {
      const [deaf, primary] = [await host('no notice'), await host('writes')];
      const { sql } = await open(through(deaf.address, primary.address), { poolWaitMs: 600 });
      expect(await sql('SELECT 1 AS one')).to.deep.equal([{ one: 1 }]);
    });
  });

  describe('a database that takes no writes any more', () => {
    it('is refused by itself, and the connection is not used again', async () => {
      const { url, drop } = await emptyPostgres(postgres);
      const database = await openTestDatabase({ ...openOptions, databaseUrl: url, poolSize: 1 });
      const sql = poolSql(database.dataSource);
      const demoted = 'SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY';
      try {
        await sql('CREATE TABLE kept (here boolean)');
        await sql(demoted);
        const refused = await sql('INSERT INTO kept VALUES (true)').catch((error) => error);
        expect(refused).to.be.instanceOf(Refusal).and.have.property('code', 'storage_unavailable');
        await sql('INSERT INTO kept VALUES (true)');
        await sql(demoted);
        const transaction = inTransaction(database.dataSource, async ({ sql: within }) => {
          await within('INSERT INTO kept VALUES (false)');
        });
        expect(await transaction.catch((error) => error)).to.have.property('code', 'storage_unavailable');
        await inTransaction(database.dataSource, async ({ sql: within }) => {
          await within('INSERT INTO kept VALUES (true)');
        });
        expect(await sql('SELECT here FROM kept')).to.deep.equal([{ here: true }, { here: true }]);
      } finally {
        await database.close();
        await drop();
      }
    });

    it('lets nobody in from the start, be there one host or several', async () => {
      const { url, drop } = await emptyPostgres(postgres);
      const standby = await startHost(postgres, 'reads only');
      const at = Object.assign(new URL(url), { host: standby.address }).href;
      const failure = openTestDatabase({ ...openOptions, databaseUrl: at }).then(
        (database) => database.close(),
        (error) => error.message,
      );
      try {
        expect(await failure).to.match(/takes no writes/);
      } finally {
        standby.close();
        await drop();
      }
    });
  });
});
