import { expect } from 'chai';
import type { Answer } from '../../harness/browser.ts';
import { travel } from '../../harness/clock.ts';
import { startTestServer, type TestServer } from '../../harness/server.ts';
import { createWorld, everyoneNow, signIn } from '../../harness/world.ts';
import {
  expectLocked,
  failedChallenges,
  failuresOf,
  freeFailures,
  type Guesser,
  guess,
  lockMails,
  openChallenge,
  rightCode,
  tally,
  wrongCodes,
} from '../support/guessing.ts';

/** The same sign-in, with the same cookies, talking to another server of the issuer. */
function at({ address }: TestServer, { browser, url }: Guesser): Guesser {
  return { browser, url: address + new URL(url).pathname };
}

/** Stops a server and starts another in its place, with nothing of its memory. */
async function restart({ issuer, address, stop }: TestServer): Promise<TestServer> {
  await stop();
  return startTestServer({ issuer }, Number(new URL(address).port));
}

describe('A-08: guessing at two servers of one issuer', () => {
  let servers: [TestServer, TestServer];

  beforeEach(async () => {
    const first = await startTestServer();
    servers = [first, await startTestServer({ issuer: first.issuer })];
  });

  afterEach(async () => {
    for (const server of servers) await server.stop();
  });

  const worldHere = () => createWorld({ server: servers[0], enforcement: everyoneNow });

  /** Every second code to the second server, all at once. */
  const spread = (guesser: Guesser, codes: readonly string[]): Promise<Answer[]> =>
    Promise.all(codes.map((code, n) => guess(at(n % 2 === 0 ? servers[0] : servers[1], guesser), code)));

  it('A-08: both together compare five codes and mail once, and neither takes the right one', async () => {
    const { application, tomas } = await worldHere();
    const guessers = await Promise.all([0, 1, 2].map(() => openChallenge(application, tomas)));
    const codes = wrongCodes(tomas, 30);
    const bursts = guessers.map((each, n) => spread(each, codes.slice(n * 10, n * 10 + 10)));
    const answers = (await Promise.all(bursts)).flat();
    expect(tally(answers)).to.deep.equal({ 422: freeFailures, 429: 30 - freeFailures });
    for (const guesser of guessers) {
      expectLocked(await spread(guesser, [rightCode(tomas), rightCode(tomas)]), 30);
    }
    expect(await failedChallenges(servers[0], tomas)).to.have.length(freeFailures);
    expect(await lockMails(tomas, ...servers)).to.equal(1);
  });

  it('A-08: a restart of both midway gives no new tries, and does not end the wait', async () => {
    const { application, tomas } = await worldHere();
    const old = await openChallenge(application, tomas);
    const codes = wrongCodes(tomas, 24);
    expect(tally(await spread(old, codes.slice(0, 4)))).to.deep.equal({ 422: 4 });
    const before = servers;
    servers = [await restart(before[0]), await restart(before[1])];
    expect(await failuresOf(servers[0], tomas)).to.equal(4);
    const fresh = await openChallenge(application, tomas);
    const answers = await Promise.all([spread(old, codes.slice(4, 14)), spread(fresh, codes.slice(14))]);
    expect(tally(answers.flat())).to.deep.equal({ 422: 1, 429: 19 });
    const mailed = await lockMails(tomas, ...servers);
    servers = [await restart(servers[0]), await restart(servers[1])];
    for (const guesser of [old, fresh, await openChallenge(application, tomas)]) {
      expectLocked(await spread(guesser, [rightCode(tomas), rightCode(tomas)]), 30);
    }
    expect(await failedChallenges(servers[0], tomas)).to.have.length(freeFailures);
    const earlier = await lockMails(tomas, ...before);
    expect(earlier + mailed + (await lockMails(tomas, ...servers))).to.equal(1);
  });

  it('A-08: after the wait the other server takes the right code and clears the count for both', async () => {
    const { application, tomas } = await worldHere();
    const guesser = await openChallenge(application, tomas);
    await spread(guesser, wrongCodes(tomas, 6));
    servers = [await restart(servers[0]), await restart(servers[1])];
    travel(30);
    const accepted = await guess(at(servers[1], guesser), rightCode(tomas));
    expect(accepted.status).to.equal(303);
    expect(await failuresOf(servers[0], tomas)).to.equal(0);
    const back = await guesser.browser.open(accepted.location ?? '');
    expect((await application.redeem(back)).claims()?.amr).to.deep.equal(['pwd', 'otp', 'mfa']);
    travel(30);
    const again = await openChallenge(application, tomas);
    expect(tally(await spread(again, wrongCodes(tomas, 4)))).to.deep.equal({ 422: 4 });
    const { answer } = await signIn(application, tomas);
    expect(answer.location).to.include('code=');
  });
});
