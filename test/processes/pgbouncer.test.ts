import { expect } from 'chai';
import { decodeJwt } from 'jose';
import { createSealer } from '../../src/storage/database/sealing.ts';
import { openStores } from '../../src/storage/open-stores.ts';
import { systemClock } from '../../src/time/clock.ts';
import { run } from '../cli/support/run.ts';
import { emptyPostgres, openOptions, openTestDatabase } from '../harness/database.ts';
import { throughPgbouncer } from '../harness/needs.ts';
import { openReceiver } from '../harness/receiver.ts';
import { testKey } from '../harness/server.ts';
import { everyoneNow, passPassword, signIn } from '../harness/world.ts';
import { createPeople, enrollAt, noticesTo, type People, seedNow } from './support/people.ts';
import { type Pooler, startPooler } from './support/pgbouncer.ts';
import { type ProcessPair, type SharedProcesses, startPair } from './support/server-processes.ts';
import { alternate, spreadBrowser } from './support/spread.ts';
import { askForTokens, refusalOf, userinfoStatus } from './support/tokens.ts';

throughPgbouncer((postgres, program) => {
  describe('servers behind pgbouncer in transaction mode', () => {
    let direct: { readonly url: string; drop(): Promise<void> };
    let pooler: Pooler;
    let unnamed: Readonly<Record<string, string>>;

    before(async () => {
      direct = await emptyPostgres(postgres);
      pooler = await startPooler(program, postgres);
      unnamed = { STATEMENT_NAMES: 'off', DATABASE_DIRECT_URL: direct.url };
    });

    after(async () => {
      await pooler.stop();
      await direct.drop();
    });

    /** What a command answers that works on the database through the pooler. */
    const command = (environment: Readonly<Record<string, string>>, ...words: string[]) =>
      run({ DATABASE_URL: pooler.through(direct.url), ...environment }, ...words);

    /** Runs what a refusal says to run; a pooler that was told to connect anew has no older session. */
    async function obey(line: string): Promise<void> {
      const { dataSource, close } = await openTestDatabase({ ...openOptions, databaseUrl: direct.url });
      const commands = line.match(/ALTER ROLE .*?;/g) ?? [];
      expect(commands).to.have.length(2);
      for (const each of commands) await dataSource.query(each);
      await close();
      await pooler.stop();
      pooler = await startPooler(program, postgres);
    }

    it('say what is missing until nothing is: names off, time-outs of the role, a way past the pooler', async () => {
      const named = await command({}, 'migrate');
      expect(named.code).to.equal(1);
      expect(named.problems.at(-1)).to.match(
        /^DATABASE_URL: .*unsupported startup parameter.*STATEMENT_NAMES=off/,
      );
      const unlimited = await command({ STATEMENT_NAMES: 'off' }, 'migrate');
      expect(unlimited.code).to.equal(1);
      expect(unlimited.problems.at(-1))
        .to.match(/^STATEMENT_NAMES: /)
        .and.contain("SET statement_timeout = '3000ms';")
        .and.contain("SET idle_in_transaction_session_timeout = '6000ms';");
      await obey(unlimited.problems.at(-1) ?? '');
      const indirect = await command({ STATEMENT_NAMES: 'off' }, 'migrate');
      expect(indirect.code).to.equal(1);
      expect(indirect.problems.at(-1)).to.match(/^DATABASE_DIRECT_URL: migrations need/);
      const doctor = await command({ STATEMENT_NAMES: 'off' }, 'doctor');
      expect(doctor.out.join('\n')).to.match(/problem direct database: DATABASE_DIRECT_URL: /);
      expect((await command(unnamed, 'migrate')).code).to.equal(0);
      expect((await command(unnamed, 'doctor')).out).to.include('ok      direct database: PostgreSQL itself');
    });

    describe('and a way past it for migrations', () => {
      let pair: ProcessPair;
      let processes: SharedProcesses;
      let close: () => Promise<void>;

      before(async () => {
        pair = await startPair(pooler.through(direct.url), { ...unnamed, LOG_LEVEL: 'info' });
        const database = await openTestDatabase({ ...openOptions, databaseUrl: direct.url });
        close = () => database.close();
        processes = { ...pair, db: openStores(database.dataSource, createSealer([testKey]), systemClock) };
      });

      after(async () => {
        await pair.stop();
        await close();
      });

      async function openSession({ application, tomas }: People, index: number) {
        const { answer } = await signIn(application, tomas, { browser: spreadBrowser(pair, index) });
        return application.redeem(answer);
      }

      it('sign many people in at once, refresh, and redeem a token once', async () => {
        const people = await Promise.all(
          Array.from({ length: 8 }, () => createPeople(processes, everyoneNow)),
        );
        const tokens = await Promise.all(people.map(openSession));
        for (const [index, { application }] of people.entries()) {
          const first = tokens[index];
          expect(first?.claims()?.amr).to.deep.equal(['pwd', 'otp', 'mfa']);
          const next = await application.refresh(first?.refresh_token ?? '');
          for (const server of pair.servers)
            expect(await userinfoStatus(server, next.access_token)).to.equal(200);
          const again = { grant_type: 'refresh_token', refresh_token: first?.refresh_token ?? '' };
          const answers = await Promise.all(
            [0, 1].map((server) => askForTokens(alternate(pair.servers, server), application, again)),
          );
          for (const answer of answers) expect(await refusalOf(answer)).to.deep.equal([400, 'invalid_grant']);
        }
      });

      it('end sessions at both, and their queue tells the application', async () => {
        const receiver = await openReceiver();
        const people = await createPeople(processes, everyoneNow);
        const { slug: client_id, application, tomas } = people;
        await seedNow(processes, {
          clients: [
            { client_id, backchannel_logout_uri: receiver.uri, backchannel_logout_session_required: true },
          ],
        });
        const tokens = await openSession(people, 0);
        const id = (await processes.db.people.byEmail(tomas.email))?.user.id ?? '';
        await processes.db.transaction(async ({ accounts, outbox }) => {
          await accounts.endSessions(id);
          await outbox.logout([id]);
        });
        for (const server of pair.servers)
          expect(await userinfoStatus(server, tokens.access_token)).to.equal(401);
        const body = { grant_type: 'refresh_token', refresh_token: tokens.refresh_token ?? '' };
        const refused = await askForTokens(pair.servers[1], application, body);
        expect(await refusalOf(refused)).to.deep.equal([400, 'invalid_grant']);
        await receiver.told;
        expect(receiver.received.map((token) => decodeJwt(token).sid)).to.deep.equal([tokens.claims()?.sid]);
        await receiver.close();
      });

      it('set an app up for somebody, and their queue mails them that it was', async () => {
        const { strictApplication, greta } = await createPeople(processes);
        const { browser, answer } = await passPassword(strictApplication, greta, {
          browser: spreadBrowser(pair),
        });
        const enrolled = await enrollAt(pair, browser, answer, greta);
        expect((await strictApplication.redeem(enrolled.answer)).claims()?.amr).to.include('mfa');
        const subjects = (await noticesTo(processes, greta.email)).map(({ subject }) => subject);
        expect(subjects, 'the code, and the notice').to.have.length.above(1);
      });

      it('have nothing to warn of in their logs', () => {
        const warnings = pair.servers
          .flatMap(({ lines }) => lines)
          .filter((line) => /"level":"(warn|error|fatal)"/.test(line))
          .filter((line) => !line.includes('a request of a program was refused'));
        expect(warnings).to.deep.equal([]);
      });
    });
  });
});
