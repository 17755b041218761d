import { expect } from 'chai';
import { travel } from '../../harness/clock.ts';
import { createWorld, everyoneNow } from '../../harness/world.ts';
import {
  expectLocked,
  failedChallenges,
  freeFailures,
  guess,
  lockMails,
  openChallenge,
  rightCode,
  tally,
  wrongCodes,
} from '../support/guessing.ts';

describe('A-09: a burst for the last free try', () => {
  it('A-09: has one of 50 simultaneous codes compared, and mails once', async () => {
    const { application, otherApplication, tomas, server } = await createWorld({ enforcement: everyoneNow });
    const guessers = await Promise.all([
      openChallenge(application, tomas),
      openChallenge(otherApplication, tomas),
    ]);
    const [first] = guessers;
    for (const code of wrongCodes(tomas, freeFailures - 1))
      expect((await guess(first, code)).status).to.equal(422);
    const codes = wrongCodes(tomas, 25);
    const burst = guessers.flatMap((guesser) => codes.map((code) => guess(guesser, code)));
    const answers = await Promise.all(burst);
    expect(tally(answers)).to.deep.equal({ 422: 1, 429: 49 });
    for (const guesser of guessers) expectLocked([await guess(guesser, rightCode(tomas))], 30);
    expect(await failedChallenges(server, tomas)).to.have.length(freeFailures);
    expect(await lockMails(tomas, server)).to.equal(1);
  });

  it('A-09: has one of 20 simultaneous codes compared whenever a wait ends, five times over', async () => {
    const { application, tomas, server } = await createWorld({ enforcement: everyoneNow });
    const guesser = await openChallenge(application, tomas);
    for (const code of wrongCodes(tomas, freeFailures)) await guess(guesser, code);
    for (let round = 1; round <= 5; round += 1) {
      travel(30 * 2 ** (round - 1));
      const answers = await Promise.all(wrongCodes(tomas, 20).map((code) => guess(guesser, code)));
      expect(tally(answers), `round ${round}`).to.deep.equal({ 422: 1, 429: 19 });
      expect(await failedChallenges(server, tomas)).to.have.length(freeFailures + round);
    }
    expectLocked([await guess(guesser, rightCode(tomas))], 30 * 2 ** 5);
  });
});
