import { expect } from 'chai';
import type { TokenEndpointResponse } from 'openid-client';
import type { Application } from '../harness/application.ts';
import type { Browser } from '../harness/browser.ts';
import { onPostgres } from '../harness/needs.ts';
import { passPassword, signIn, type TestPerson } from '../harness/world.ts';
import { createPeople, enrollAt } from './support/people.ts';
import { applyByCommand, type SharedProcesses, sharedProcesses } from './support/server-processes.ts';
import { RoutedBrowser, spreadBrowser } from './support/spread.ts';
import { eventsOf, storedFacts } from './support/stored-facts.ts';
import { askForTokens, refusalOf, userinfoStatus } from './support/tokens.ts';

interface Session {
  readonly browser: Browser;
  readonly tokens: TokenEndpointResponse;
}

onPostgres(() => {
  describe('the end of sessions at two processes', () => {
    let processes: SharedProcesses;

    before(async () => {
      processes = await sharedProcesses();
    });

    /** A session in a browser whose requests go to both, with tokens that work at both. */
    async function openSession(application: Application, person: TestPerson): Promise<Session> {
      const { browser, answer } = await signIn(application, person, { browser: spreadBrowser(processes) });
      const tokens = await application.redeem(answer);
      for (const server of processes.servers)
        expect(await userinfoStatus(server, tokens.access_token)).to.equal(200);
      return { browser, tokens };
    }

    /** Neither process serves userinfo, a refresh or a silent request any more. */
    async function expectEnded(application: Application, { browser, tokens }: Session, silentError: string) {
      for (const server of processes.servers) {
        expect(await userinfoStatus(server, tokens.access_token)).to.equal(401);
        const body = { grant_type: 'refresh_token', refresh_token: tokens.refresh_token ?? '' };
        const refused = await refusalOf(await askForTokens(server, application, body));
        expect(refused).to.deep.equal([400, 'invalid_grant']);
        const inBrowser = new RoutedBrowser(processes.issuer, () => server);
        for (const cookie of await browser.jar.getCookies(processes.issuer))
          await inBrowser.jar.setCookie(cookie, processes.issuer);
        const silent = await application.start(inBrowser, { prompt: 'none' });
        expect(application.errorOf(silent)).to.equal(silentError);
      }
    }

    it('setting an app up at one of them ends the older sessions at both', async () => {
      for (const server of processes.servers) {
        const { application, strictApplication, greta } = await createPeople(processes);
        const session = await openSession(application, greta);
        const browser = new RoutedBrowser(processes.issuer, () => server);
        const { answer } = await passPassword(strictApplication, greta, { browser });
        const enrolled = await enrollAt(processes, browser, answer, greta);
        expect(enrolled.answer.location).to.contain('code=');
        expect((await storedFacts(processes, greta)).epoch).to.equal(1);
        await expectEnded(application, session, 'login_required');
      }
    });

    it('`countersign apply` ends sessions at both, for good', async () => {
      const { application, slug, mina } = await createPeople(processes);
      const session = await openSession(application, mina);
      const enforce = (required: string, sessions: string) =>
        applyByCommand(processes, {
          organizations: [{ slug, enforcement: { required, activation: 'immediately', sessions } }],
        });
      await enforce('everyone', 'end_now');
      await expectEnded(application, session, 'login_required');
      await enforce('nobody', 'keep');
      expect((await storedFacts(processes, mina)).epoch).to.equal(1);
      expect(await eventsOf(processes, mina, 'account.sessions_ended')).to.have.length(1);
      await expectEnded(application, session, 'login_required');
    });
  });
});
