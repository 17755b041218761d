import { expect } from 'chai';
import { type Guesser, guess, openChallenge, rightCode } from '../attacks/support/guessing.ts';
import type { Application } from '../harness/application.ts';
import type { Answer } from '../harness/browser.ts';
import { onPostgres } from '../harness/needs.ts';
import { everyoneNow, passPassword, type TestPerson } from '../harness/world.ts';
import { createPeople, enrollAt, noticesTo } from './support/people.ts';
import { type SharedProcesses, sharedProcesses } from './support/server-processes.ts';
import { alternate, RoutedBrowser, spreadBrowser } from './support/spread.ts';
import { eventsOf, storedFacts } from './support/stored-facts.ts';

const atOnce = 20;

onPostgres(() => {
  describe('one-time codes at two processes', () => {
    let processes: SharedProcesses;

    before(async () => {
      processes = await sharedProcesses();
    });

    /** So many sign-ins at the code page, every second one wholly at the other process; two are opened at a time. */
    async function openMany(application: Application, person: TestPerson): Promise<Guesser[]> {
      const guessers: Guesser[] = [];
      while (guessers.length < atOnce) {
        const pair = processes.servers.map((server) =>
          openChallenge(application, person, new RoutedBrowser(processes.issuer, () => server)),
        );
        guessers.push(...(await Promise.all(pair)));
      }
      return guessers;
    }

    /** A fresh sign-in up to the code page at one process, and what comes of a code there. */
    async function offerAt(index: number, application: Application, person: TestPerson, code: string) {
      const server = alternate(processes.servers, index);
      const browser = new RoutedBrowser(processes.issuer, () => server);
      return guess(await openChallenge(application, person, browser), code);
    }

    it('A-12: a code that one process took is refused by both, and the next one is not', async () => {
      for (const taker of [0, 1]) {
        const { application, tomas } = await createPeople(processes, everyoneNow);
        const code = rightCode(tomas);
        expect((await offerAt(taker, application, tomas, code)).status).to.equal(303);
        for (const other of [taker + 1, taker]) {
          const refused = await offerAt(other, application, tomas, code);
          expect([refused.status, refused.location]).to.deep.equal([422, null]);
        }
        expect(await eventsOf(processes, tomas, 'authenticator.challenge_failed')).to.have.length(2);
        const next = await offerAt(taker + 1, application, tomas, rightCode(tomas, 1));
        expect(next.status).to.equal(303);
      }
    });

    it(`A-15: one code opens exactly one of ${atOnce} sign-ins`, async () => {
      const { application, tomas } = await createPeople(processes, everyoneNow);
      const guessers = await openMany(application, tomas);
      const code = rightCode(tomas);
      const answers = await Promise.all(guessers.map((guesser) => guess(guesser, code)));
      const winner = expectOneWinner(guessers, answers);
      expect(await eventsOf(processes, tomas, 'authenticator.challenge_passed')).to.have.length(1);
      const back = await winner.guesser.browser.follow(winner.answer);
      expect(back.location).to.contain('code=');
      expect(await eventsOf(processes, tomas, 'account.signed_in')).to.have.length(1);
    });

    it(`A-16: one recovery code opens exactly one of ${atOnce} sign-ins, and is the only one that is gone`, async () => {
      const { application, mina } = await createPeople(processes, everyoneNow);
      const browser = spreadBrowser(processes);
      const { answer } = await passPassword(application, mina, { browser });
      const { codes } = await enrollAt(processes, browser, answer, mina);
      const guessers = await openMany(application, mina);
      const answers = await Promise.all(guessers.map((guesser) => guess(guesser, codes[3] ?? '')));
      expectOneWinner(guessers, answers);
      const { recoveryCodesUsed, recoveryCodesLeft } = await storedFacts(processes, mina);
      expect([recoveryCodesUsed, recoveryCodesLeft]).to.deep.equal([1, codes.length - 1]);
      expect(await eventsOf(processes, mina, 'authenticator.recovery_code_used')).to.have.length(1);
      const mails = await noticesTo(processes, mina.email);
      expect(mails.filter(({ subject }) => /recovery code/i.test(subject))).to.have.length(1);
    });
  });
});

/** The others were refused as wrong codes or by the lock, and none of them got any further. */
function expectOneWinner(guessers: readonly Guesser[], answers: readonly Answer[]) {
  const others = answers.filter(({ status }) => status !== 303);
  expect(others).to.have.length(atOnce - 1);
  for (const { status, location } of others) {
    expect(status).to.be.oneOf([422, 429]);
    expect(location).to.equal(null);
  }
  const index = answers.findIndex(({ status }) => status === 303);
  const [guesser, answer] = [guessers[index], answers[index]];
  if (guesser === undefined || answer === undefined) throw new Error('nobody got on');
  return { guesser, answer };
}
