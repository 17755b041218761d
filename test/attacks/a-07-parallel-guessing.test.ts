import { expect } from 'chai';
import { Browser } from '../harness/browser.ts';
import { travel } from '../harness/clock.ts';
import { startTestServer, type TestServer } from '../harness/server.ts';
import { createWorld, everyoneNow, type World } from '../harness/world.ts';
import {
  eventsOf,
  expectLocked,
  failedChallenges,
  failuresOf,
  freeFailures,
  guess,
  hardStop,
  lockMails,
  openChallenge,
  rightCode,
  tally,
  wrongCodes,
} from './guessing.ts';

describe('A-07: guessing the code with the password at hand', () => {
  let server: TestServer;

  before(async () => {
    server = await startTestServer({ trustedProxies: 1 });
  });

  after(() => server.stop());

  const worldHere = () => createWorld({ server, enforcement: everyoneNow });

  /** Sign-ins of one thief, each from a source address of its own. */
  function sessions({ application, otherApplication, tomas }: World, count: number) {
    const addresses = Array.from({ length: count }, (_, n) => `127.${count}.0.${n + 1}`);
    return Promise.all(
      addresses.map((address, n) =>
        openChallenge(
          n % 2 === 0 ? application : otherApplication,
          tomas,
          new Browser({ 'x-forwarded-for': address }),
        ),
      ),
    );
  }

  it('A-07: many sessions and addresses at once have five codes compared in all, and the right one is refused', async () => {
    const world = await worldHere();
    const { tomas } = world;
    const guessers = await sessions(world, 12);
    const codes = wrongCodes(tomas, guessers.length * 5);
    const answers = await Promise.all(
      codes.map((code, n) => guess(guessers[n % guessers.length] ?? failNow(), code)),
    );
    expect(tally(answers)).to.deep.equal({ 422: freeFailures, 429: codes.length - freeFailures });
    expectLocked(
      answers.filter(({ status }) => status === 429),
      30,
    );
    const rightOnes = await Promise.all(guessers.map((each) => guess(each, rightCode(tomas))));
    expectLocked(rightOnes, 30);
    expectLocked([await guess((await sessions(world, 1))[0] ?? failNow(), rightCode(tomas))], 30);
    const failed = await failedChallenges(server, tomas);
    const counts = failed.map(({ detail }) => detail.failures).toSorted();
    expect(counts).to.deep.equal([1, 2, 3, 4, 5]);
    for (const { source_address } of failed) expect(source_address).to.match(/^127\.12\.0\.\d+$/);
    expect(await eventsOf(server, tomas, 'account.second_factor_locked')).to.have.length(1);
    expect(lockMails(tomas, server)).to.equal(1);
  });

  it('A-07: once the wait is over the right code works and all five tries are free again', async () => {
    const world = await worldHere();
    const { tomas } = world;
    const [first = failNow(), second = failNow()] = await sessions(world, 2);
    for (const code of wrongCodes(tomas, freeFailures))
      expect((await guess(first, code)).status).to.equal(422);
    travel(29);
    expectLocked([await guess(second, rightCode(tomas))], 1);
    travel(2);
    const back = await second.browser.follow(await guess(second, rightCode(tomas)));
    expect(back.location).to.include('code=');
    expect(await failuresOf(server, tomas)).to.equal(0);
    travel(30);
    for (const code of wrongCodes(tomas, freeFailures - 1))
      expect((await guess(first, code)).status).to.equal(422);
    expect((await guess(first, rightCode(tomas))).status).to.equal(303);
  });

  it('A-07: a patient thief has one code compared after each wait, waits twice as long each time, and is stopped at fifty', async () => {
    const world = await worldHere();
    const { tomas } = world;
    let [guesser = failNow()] = await sessions(world, 1);
    const burst = async () => Promise.all(wrongCodes(tomas, 8).map((code) => guess(guesser, code)));
    await burst();
    for (let failures = freeFailures; failures < hardStop; failures += 1) {
      const waitSeconds = Math.min(30 * 2 ** (failures - freeFailures), 3600);
      travel(waitSeconds - 2);
      [guesser = failNow()] = await sessions(world, 1);
      expectLocked([await guess(guesser, rightCode(tomas))], 2);
      travel(2);
      expect(tally(await burst()), `after ${failures}`).to.deep.equal({ 422: 1, 429: 7 });
    }
    expect(await failedChallenges(server, tomas)).to.have.length(hardStop);
    expectLocked([await guess(guesser, rightCode(tomas))], 3600);
    travel(7 * 24 * 3600);
    const [aWeekLater = failNow()] = await sessions(world, 1);
    expectLocked([await guess(aWeekLater, rightCode(tomas))], 3600);
    expectLocked(await Promise.all(wrongCodes(tomas, 8).map((code) => guess(aWeekLater, code))), 3600);
    expect(await failedChallenges(server, tomas)).to.have.length(hardStop);
    expect(await eventsOf(server, tomas, 'account.second_factor_stopped')).to.have.length(1);
    expect(lockMails(tomas, server)).to.equal(1);
  });
});

function failNow(): never {
  throw new Error('there is no such sign-in');
}
