import { expect } from 'chai';
import type { Application } from '../harness/application.ts';
import { onPostgres } from '../harness/needs.ts';
import { signIn } from '../harness/world.ts';
import { createPeople, seedNow } from './support/people.ts';
import { type SharedProcesses, sharedProcesses } from './support/server-processes.ts';
import { alternate, spreadBrowser } from './support/spread.ts';
import { askForTokens, refusalOf, userinfoStatus } from './support/tokens.ts';

const rounds = 3;
const atOnce = 20;

interface Tokens {
  readonly access_token: string;
  readonly refresh_token: string;
}

onPostgres(() => {
  describe('A-18: redeeming at two processes', () => {
    let processes: SharedProcesses;

    before(async () => {
      processes = await sharedProcesses();
    });

    /** The same request many times at once, half of them at each process. */
    function askTogether(application: Application, body: Record<string, string>): Promise<Response[]> {
      const requests = Array.from({ length: atOnce }, (_, index) =>
        askForTokens(alternate(processes.servers, index), application, body),
      );
      return Promise.all(requests);
    }

    /** What the winner got works at neither: one of the many stole it, and nobody can say which. */
    async function expectDead(application: Application, tokens: Tokens): Promise<void> {
      for (const server of processes.servers) {
        expect(await userinfoStatus(server, tokens.access_token)).to.equal(401);
        const body = { grant_type: 'refresh_token', refresh_token: tokens.refresh_token };
        const refused = await refusalOf(await askForTokens(server, application, body));
        expect(refused).to.deep.equal([400, 'invalid_grant']);
      }
    }

    it('A-18: a code gives tokens once, which are taken back since it was used again', async () => {
      const { application, greta } = await createPeople(processes);
      for (let round = 0; round < rounds; round += 1) {
        const { answer } = await signIn(application, greta, { browser: spreadBrowser(processes, round) });
        const answers = await askTogether(application, application.redemption(answer));
        await expectDead(application, await onlyWinner(answers));
      }
    });

    it('A-18: a refresh token gives tokens once, which are taken back since it was used again', async () => {
      const { application, greta } = await createPeople(processes);
      for (let round = 0; round < rounds; round += 1) {
        const { answer } = await signIn(application, greta, { browser: spreadBrowser(processes, round) });
        const { refresh_token: token = '' } = await application.redeem(answer);
        const answers = await askTogether(application, { grant_type: 'refresh_token', refresh_token: token });
        await expectDead(application, await onlyWinner(answers));
      }
    });

    it('A-18: a refresh token of a client with an overlap gives all of them the same successor', async () => {
      const { application, greta } = await createPeople(processes);
      const client = { client_id: application.clientId, refresh_token_overlap_seconds: 10 };
      await seedNow(processes, { clients: [client] });
      const { answer } = await signIn(application, greta, { browser: spreadBrowser(processes) });
      const { refresh_token: token = '' } = await application.redeem(answer);
      const answers = await askTogether(application, { grant_type: 'refresh_token', refresh_token: token });
      const all = await Promise.all(answers.map(async (each) => (await each.json()) as Tokens));
      expect(new Set(all.map(({ refresh_token: next }) => next)).size).to.equal(1);
      const [{ refresh_token: next, access_token: access } = { refresh_token: '', access_token: '' }] = all;
      await application.refresh(next);
      const again = await askTogether(application, { grant_type: 'refresh_token', refresh_token: token });
      expect(again.map(({ status }) => status)).to.deep.equal(Array(atOnce).fill(400));
      await expectDead(application, { refresh_token: next, access_token: access });
    });
  });
});

/** The one answer with tokens; all others have to be `invalid_grant`. */
async function onlyWinner(answers: readonly Response[]): Promise<Tokens> {
  const won = answers.filter(({ status }) => status === 200);
  expect(won).to.have.length(1);
  for (const answer of answers.filter(({ status }) => status !== 200))
    expect(await refusalOf(answer)).to.deep.equal([400, 'invalid_grant']);
  // A granted request with both of its tokens. @see RFC 6749 section 5.1
  return (await won[0]?.json()) as Tokens;
}
