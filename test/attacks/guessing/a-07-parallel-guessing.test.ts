import { expect } from 'chai';
import { Browser } from '../../harness/browser.ts';
import { travel } from '../../harness/clock.ts';
import { startTestServer, type TestServer } from '../../harness/server.ts';
import { createWorld, everyoneNow, type World } from '../../harness/world.ts';
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
} from '../support/guessing.ts';

describe('A-07: guessing the code with the password at hand', () => {
  let server: TestServer;

  before(async () => {
    server = await startTestServer({ trustedProxies: 1 });
  });

  after(() => server.stop());

  const worldHere = () => createWorld({ server, enforcement: everyoneNow });

  /** One sign-in of a thief who has many addresses and two applications to come through. */
  function session({ application, otherApplication, tomas }: World, n = 0) {
    const browser = new Browser({ 'x-forwarded-for': `127.${n}.0.${n + 1}` });
    return openChallenge(n % 2 === 0 ? application : otherApplication, tomas, browser);
  }

  it('A-07: many sessions and addresses at once have five codes compared in all, and the right one is refused', async () => {
    const world = await worldHere();
    const { tomas } = world;
    const guessers = await Promise.all(Array.from({ length: 12 }, (_, n) => session(world, n)));
    const codes = wrongCodes(tomas, 60);
    const answers = await Promise.all(
      guessers.flatMap((guesser, n) => codes.slice(n * 5, n * 5 + 5).map((code) => guess(guesser, code))),
    );
    expect(tally(answers)).to.deep.equal({ 422: freeFailures, 429: 60 - freeFailures });
    expectLocked(
      answers.filter(({ status }) => status === 429),
      30,
    );
    const rightOnes = await Promise.all(guessers.map((each) => guess(each, rightCode(tomas))));
    expectLocked(rightOnes, 30);
    expectLocked([await guess(await session(world, 13), rightCode(tomas))], 30);
    const failed = await failedChallenges(server, tomas);
    const counts = failed.map(({ detail }) => detail.failures).toSorted();
    expect(counts).to.deep.equal([1, 2, 3, 4, 5]);
    for (const { source_address } of failed) expect(source_address).to.match(/^127\.\d+\.0\.\d+$/);
    expect(await eventsOf(server, tomas, 'account.second_factor_locked')).to.have.length(1);
    expect(await lockMails(tomas, server)).to.equal(1);
  });

  it('A-07: once the wait is over the right code works and all five tries are free again', async () => {
    const world = await worldHere();
    const { tomas } = world;
    const [first, second] = [await session(world, 1), await session(world, 2)];
    for (const code of wrongCodes(tomas, freeFailures))
      expect((await guess(first, code)).status).to.equal(422);
    travel(15);
    expectLocked([await guess(second, rightCode(tomas))], 15);
    travel(15);
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
    let guesser = await session(world);
    const burst = async () => Promise.all(wrongCodes(tomas, 4).map((code) => guess(guesser, code)));
    await Promise.all(wrongCodes(tomas, freeFailures).map((code) => guess(guesser, code)));
    for (let failures = freeFailures; failures < hardStop; failures += 1) {
      const waitSeconds = Math.min(30 * 2 ** (failures - freeFailures), 3600);
      travel(waitSeconds - 20);
      guesser = await session(world, failures);
      expectLocked([await guess(guesser, rightCode(tomas))], 20);
      travel(20);
      expect(tally(await burst()), `after ${failures}`).to.deep.equal({ 422: 1, 429: 3 });
    }
    expect(await failedChallenges(server, tomas)).to.have.length(hardStop);
    expectLocked([await guess(guesser, rightCode(tomas))], 3600);
    travel(7 * 24 * 3600);
    const aWeekLater = await session(world);
    expectLocked([await guess(aWeekLater, rightCode(tomas))], 3600);
    expectLocked(await Promise.all(wrongCodes(tomas, 8).map((code) => guess(aWeekLater, code))), 3600);
    expect(await failedChallenges(server, tomas)).to.have.length(hardStop);
    expect(await eventsOf(server, tomas, 'account.second_factor_stopped')).to.have.length(1);
    expect(await lockMails(tomas, server)).to.equal(1);
  }).timeout(60_000);
});
