import { expect } from 'chai';
import { Client } from 'pg';
import { type Guesser, guess, openChallenge, rightCode } from '../attacks/support/guessing.ts';
import { onPostgres } from '../harness/needs.ts';
import { until } from '../harness/until.ts';
import { everyoneNow } from '../harness/world.ts';
import { createPeople, type People } from './support/people.ts';
import type { ServerProcess } from './support/server-process.ts';
import { type SharedProcesses, sharedProcesses, startBeside } from './support/server-processes.ts';
import { RoutedBrowser } from './support/spread.ts';

/** All of a stop fits into this. */
const longestStopMs = 10_000;

onPostgres(() => {
  describe('a process that is stopped', () => {
    let processes: SharedProcesses;
    let stopping: ServerProcess;
    /** Who serves the browsers of a test. */
    let serving: ServerProcess;

    before(async () => {
      processes = await sharedProcesses();
    });

    beforeEach(async () => {
      stopping = await startBeside(processes);
      serving = stopping;
    });

    afterEach(() => stopping.stop());

    /** A sign-in at the code page, of which the process that will be stopped has served everything. */
    const begin = ({ application, tomas }: People) =>
      openChallenge(application, tomas, new RoutedBrowser(processes.issuer, () => serving));

    it('ends within ten seconds with exit code 0, and another one finishes its sign-ins', async () => {
      const people = await createPeople(processes, everyoneNow);
      const { browser, url } = await begin(people);
      const { code, tookMs } = await stopping.stop();
      expect(code).to.equal(0);
      expect(tookMs).to.be.below(longestStopMs);
      [, serving] = processes.servers;
      const page = await browser.open(url);
      const back = await browser.submit(page, { code: rightCode(people.tomas) });
      const tokens = await people.application.redeem(back);
      expect(tokens.claims()?.amr).to.deep.equal(['pwd', 'otp', 'mfa']);
    });

    it('takes no connection any more, and answers the request that is under way', async () => {
      const people = await createPeople(processes, everyoneNow);
      const guesser = await begin(people);
      const { answer, ending } = await stopDuring(guesser, people);
      expect(answer.status).to.equal(303);
      expect(ending.code).to.equal(0);
      expect(ending.tookMs).to.be.below(longestStopMs);
      [, serving] = processes.servers;
      const back = await guesser.browser.follow(answer);
      expect((await people.application.redeem(back)).claims()?.amr).to.include('mfa');
    });

    /** Holds the account while its code is being compared, stops the process meanwhile, and lets go. */
    async function stopDuring(guesser: Guesser, { tomas }: People) {
      const holder = new Client({ connectionString: processes.databaseUrl });
      await holder.connect();
      try {
        await holder.query('BEGIN');
        await holder.query('SELECT 1 FROM users WHERE email = $1 FOR UPDATE', [tomas.email]);
        const answering = guess(guesser, rightCode(tomas));
        await untilWaiting(processes);
        const stopped = stopping.stop();
        await untilDeaf(stopping);
        await holder.query('COMMIT');
        return { answer: await answering, ending: await stopped };
      } finally {
        await holder.end();
      }
    }
  });
});

/** Asks again until a statement waits for the row that is held; a transaction would be told the same each time. */
async function untilWaiting({ db }: SharedProcesses): Promise<void> {
  await until('a statement to wait', async () => {
    const rows = await db.sql(
      `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
    );
    return rows.length > 0;
  });
}

/** Asks again until the process takes no connection. */
async function untilDeaf({ address }: ServerProcess): Promise<void> {
  const isHeard = () =>
    fetch(`${address}/health/live`, { headers: { connection: 'close' } }).then(
      () => true,
      () => false,
    );
  await until('the process to be deaf', async () => !(await isHeard()));
}
