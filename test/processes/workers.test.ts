import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect } from 'chai';
import { replacementPauseMs } from '../../src/cli/workers.ts';
import { createSealer } from '../../src/storage/database/sealing.ts';
import { openStores } from '../../src/storage/open-stores.ts';
import { systemClock } from '../../src/time/clock.ts';
import { inMemory, run } from '../cli/support/run.ts';
import { closedAtLast } from '../harness/closing.ts';
import { freshDatabase, type OwnDatabase } from '../harness/database.ts';
import { onPostgres } from '../harness/needs.ts';
import { openReceiver } from '../harness/receiver.ts';
import { testKey } from '../harness/server.ts';
import { until } from '../harness/until.ts';
import { everyoneNow, signIn } from '../harness/world.ts';
import { createPeople, type People, seedNow } from './support/people.ts';
import { freePorts, type ServerProcess, startServerProcess } from './support/server-process.ts';
import type { SharedProcesses } from './support/server-processes.ts';
import { spreadBrowser } from './support/spread.ts';

type Line = Readonly<Record<string, unknown>>;

describe('the pause before a worker is replaced', () => {
  it('grows with each that ends soon, up to half a minute', () => {
    const pauses = [0, 1, 2, 6, 7, 100].map(replacementPauseMs);
    expect(pauses).to.deep.equal([250, 500, 1000, 16_000, 30_000, 30_000]);
  });
});

describe('a number of workers', () => {
  it('is refused with the embedded database, which belongs to one process', async () => {
    const { code, problems } = await run(inMemory, 'start', '--workers', '2');
    const line = '--workers: the embedded database belongs to one process; set DATABASE_URL';
    expect([code, problems]).to.deep.equal([1, [line]]);
  });

  for (const words of ['0', '65', '-1', 'two', '1.5', '']) {
    it(`is a whole number from 1 on: "${words}" is wrong usage`, async () => {
      const { code, problems } = await run(inMemory, 'start', `--workers=${words}`);
      expect(code).to.equal(2);
      expect(problems[0]).to.contain('--workers');
    });
  }
});

onPostgres(() => {
  describe('two workers of one machine', () => {
    let own: OwnDatabase;
    let processes: SharedProcesses;
    let server: ServerProcess;

    before(async () => {
      own = await freshDatabase();
      const [port = 0] = await freePorts(1);
      const settings = { issuer: `http://localhost:${port}`, databaseUrl: own.url ?? '' };
      server = await startServerProcess({ ...settings, words: ['--workers', '2'] }, port);
      const stop = async () => void (await server.stop());
      const db = openStores(own.database.dataSource, createSealer([testKey]), systemClock);
      processes = { ...settings, servers: [server, server], stop, db };
      await until('both to listen', () => linesWith('all workers have started').length === 1);
    });

    after(async () => {
      await server.stop();
      await own.dispose();
    });

    const linesWith = (message: string): readonly Line[] =>
      server.lines.map((line) => JSON.parse(line) as Line).filter(({ msg }) => msg === message);

    /** The one that runs now. */
    const pidOf = (number: number) =>
      Number(linesWith('a worker listens').findLast(({ worker }) => worker === number)?.pid);

    async function signInAt({ application, tomas }: People) {
      const { answer } = await signIn(application, tomas, { browser: spreadBrowser(processes) });
      return application.redeem(answer);
    }

    it('answer at one port, each line of the log with its worker', async () => {
      await signInAt(await createPeople(processes, everyoneNow));
      for (let count = 0; count < 8; count += 1)
        await fetch(`${server.address}/health/live`, { headers: { connection: 'close' } });
      const answered = await until('both to have answered', () => {
        const workers = new Set(linesWith('request').map(({ worker }) => worker));
        return workers.size === 2 && [...workers].sort();
      });
      expect(answered).to.deep.equal([1, 2]);
      expect(linesWith('started').map(({ worker }) => worker)).to.have.members([1, 2]);
    });

    for (const number of [1, 2]) {
      it(`of which one is killed (worker ${number}): sign-ins go on, it is replaced, and the queue is seen to`, async () => {
        const receiver = await openReceiver();
        const people = await createPeople(processes, everyoneNow);
        const back = { backchannel_logout_uri: receiver.uri, backchannel_logout_session_required: true };
        await seedNow(processes, { clients: [{ client_id: people.slug, ...back }] });
        const killed = pidOf(number);
        process.kill(killed, 'SIGKILL');
        await until('its end to be seen', () => !isRunning(killed));
        expect((await signInAt(people)).claims()?.amr).to.include('mfa');
        await until('another to listen', () => pidOf(number) !== killed);
        const id = (await processes.db.people.byEmail(people.tomas.email))?.user.id ?? '';
        await processes.db.transaction(async ({ accounts, outbox }) => {
          await accounts.endSessions(id);
          await outbox.logout([id]);
        });
        await receiver.told;
        await receiver.close();
        const [ended] = linesWith('a worker has ended, and is replaced').slice(-1);
        expect(ended).to.include({ worker: number, signal: 'SIGKILL', level: 'error' });
      });
    }

    it('stop together within ten seconds, with exit code 0', async () => {
      const pids = [1, 2].map(pidOf);
      const { code, tookMs } = await server.stop();
      expect(code).to.equal(0);
      expect(tookMs).to.be.below(10_000);
      expect(pids.filter(isRunning)).to.deep.equal([]);
      const stopped = linesWith('stopped').map(({ worker, workers }) => worker ?? `all ${workers}`);
      expect(stopped).to.have.members([1, 2, 'all 2']);
    });

    it('say once what keeps them from starting, with exit code 1', async () => {
      const taken = createServer().listen(0, 'localhost');
      const close = closedAtLast(() => taken.close());
      await once(taken, 'listening');
      const address = taken.address();
      const port = typeof address === 'object' ? String(address?.port) : '';
      const env = {
        ...inMemory,
        DATABASE_URL: own.url ?? '',
        PORT: port,
        HOST: 'localhost',
        LOG_LEVEL: 'silent',
      };
      const { code, problems } = await run(env, 'start', '--workers', '2');
      close();
      expect([code, problems]).to.deep.equal([
        1,
        [
          `PORT: ${port} is in use on localhost: choose another one, or stop what listens there`,
          '--workers: worker 1 did not start',
        ],
      ]);
    });
  });
});

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
