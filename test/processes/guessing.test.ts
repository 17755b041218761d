import { expect } from 'chai';
import {
  expectLocked,
  freeFailures,
  type Guesser,
  guess,
  openChallenge,
  rightCode,
  tally,
  wrongCodes,
} from '../attacks/support/guessing.ts';
import type { Answer } from '../harness/browser.ts';
import { onPostgres } from '../harness/needs.ts';
import { everyoneNow } from '../harness/world.ts';
import { createPeople, noticesTo, type People } from './support/people.ts';
import { type SharedProcesses, sharedProcesses } from './support/server-processes.ts';
import { spreadBrowser } from './support/spread.ts';
import { eventsOf, storedFacts } from './support/stored-facts.ts';

const atOnce = 30;

/** Length of the first lock, seconds. */
const firstLockSeconds = 30;

/** All at once; the browser of a guesser sends every second one to the other process. */
function spread(guesser: Guesser, codes: readonly string[]): Promise<Answer[]> {
  return Promise.all(codes.map((code) => guess(guesser, code)));
}

onPostgres(() => {
  describe('guessing at two processes', () => {
    let processes: SharedProcesses;

    before(async () => {
      processes = await sharedProcesses();
    });

    const openSessions = ({ application, tomas }: People) =>
      Promise.all(
        [0, 1, 2].map((first) => openChallenge(application, tomas, spreadBrowser(processes, first))),
      );

    /** Both refuse the right code, in each of the sign-ins and in a new one. */
    async function expectLockedAtBoth(people: People, guessers: readonly Guesser[]): Promise<void> {
      const { application, tomas } = people;
      const late = await openChallenge(application, tomas, spreadBrowser(processes));
      for (const guesser of [...guessers, late]) {
        const code = rightCode(tomas);
        expectLocked(await spread(guesser, [code, code]), firstLockSeconds);
      }
      expect((await storedFacts(processes, tomas)).failures).to.equal(freeFailures);
      expect(await eventsOf(processes, tomas, 'authenticator.challenge_passed')).to.have.length(0);
    }

    async function expectToldOnce({ tomas }: People): Promise<void> {
      expect(await eventsOf(processes, tomas, 'account.second_factor_locked')).to.have.length(1);
      const mails = await noticesTo(processes, tomas.email);
      expect(mails.filter(({ subject }) => subject.includes('too many wrong codes'))).to.have.length(1);
    }

    it(`A-07/A-08: of ${atOnce} wrong codes ${freeFailures} are compared, and neither takes the right one`, async () => {
      const people = await createPeople(processes, everyoneNow);
      const guessers = await openSessions(people);
      const codes = wrongCodes(people.tomas, atOnce);
      const bursts = guessers.map((each, n) => spread(each, codes.slice(n * 10, n * 10 + 10)));
      const answers = (await Promise.all(bursts)).flat();
      expect(tally(answers)).to.deep.equal({ 422: freeFailures, 429: atOnce - freeFailures });
      const failed = await eventsOf(processes, people.tomas, 'authenticator.challenge_failed');
      expect(failed.map(({ failures }) => failures).toSorted()).to.deep.equal([1, 2, 3, 4, 5]);
      await expectLockedAtBoth(people, guessers);
      await expectToldOnce(people);
    });

    it(`A-09: one of ${atOnce} codes is compared for the last free try`, async () => {
      const people = await createPeople(processes, everyoneNow);
      const guessers = await openSessions(people);
      const [first] = guessers;
      if (first === undefined) throw new Error('there is no session');
      const early = await spread(first, wrongCodes(people.tomas, freeFailures - 1));
      expect(tally(early)).to.deep.equal({ 422: freeFailures - 1 });
      const codes = wrongCodes(people.tomas, atOnce / guessers.length);
      const answers = (await Promise.all(guessers.map((each) => spread(each, codes)))).flat();
      expect(tally(answers)).to.deep.equal({ 422: 1, 429: atOnce - 1 });
      await expectLockedAtBoth(people, guessers);
      await expectToldOnce(people);
    });
  });
});
