import { expect } from 'chai';
import { newRecoveryCodes } from '../../../src/authenticators/recovery-codes.ts';
import { Browser } from '../../harness/browser.ts';
import { travel } from '../../harness/clock.ts';
import {
  createWorld,
  enroll,
  everyoneNow,
  passPassword,
  signIn,
  type TestPerson,
  type World,
} from '../../harness/world.ts';
import {
  expectLocked,
  failedChallenges,
  failuresOf,
  freeFailures,
  guess,
  lockMails,
  openChallenge,
  rightCode,
  wrongCodes,
} from '../support/guessing.ts';
import { relaxedApplication } from '../support/relaxed-application.ts';

/** The member who came without a factor, now with an app and recovery codes. */
async function enrolled(world: World): Promise<{ person: TestPerson; codes: readonly string[] }> {
  const { application, mina, server } = world;
  const { browser, answer } = await passPassword(application, mina);
  const { secret, codes } = await enroll(server, browser, answer, mina.email);
  // The code that confirmed the app is used up.
  travel(60);
  return { person: { ...mina, secret }, codes };
}

/** Recovery codes in the right form that are nobody's. */
const madeUp = newRecoveryCodes();

describe('A-10: hopping between factors', () => {
  it('A-10: codes of the app and recovery codes, in old and new sign-ins, share one budget of five', async () => {
    const world = await createWorld({ enforcement: everyoneNow });
    const { application, otherApplication, server } = world;
    const { person, codes } = await enrolled(world);
    const [wrong = '', another = '', last = ''] = wrongCodes(person, 3);
    const first = await openChallenge(application, person);
    const second = await openChallenge(otherApplication, person);
    expect((await guess(first, wrong)).status).to.equal(422);
    expect((await guess(first, madeUp[0] ?? '')).status).to.equal(422);
    const otherWay = await first.browser.post(first.url, { action: 'use_recovery_code' });
    expect(otherWay.name).to.equal('challenge');
    expect((await guess(first, madeUp[1] ?? '')).status).to.equal(422);
    expect((await guess(second, another)).status).to.equal(422);
    const third = await openChallenge(application, person, first.browser);
    // Nothing is no guess: it neither costs a try nor gives one back.
    expect((await guess(third, '')).status).to.equal(422);
    expect((await guess(third, last)).status).to.equal(422);
    for (const guesser of [first, second, third, await openChallenge(application, person)]) {
      expectLocked([await guess(guesser, rightCode(person))], 30);
      expectLocked([await guess(guesser, codes[0] ?? '')], 30);
    }
    expect(await failedChallenges(server, person)).to.have.length(freeFailures);
    expect(await lockMails(person, server)).to.equal(1);
  });

  it('A-10: looking at the page, other ways, cancelling and starting over neither cost a try nor give one back', async () => {
    const world = await createWorld({ enforcement: everyoneNow });
    const { application, otherApplication, server } = world;
    const { person } = await enrolled(world);
    const relaxed = await relaxedApplication(world);
    const guesser = await openChallenge(application, person);
    for (const code of wrongCodes(person, freeFailures - 1)) await guess(guesser, code);
    const { browser, url } = guesser;
    const hops = {
      'the page again': () => browser.request(url),
      'another way': () => browser.post(url, { action: 'use_recovery_code' }),
      'another client': () => passPassword(otherApplication, person),
      'a wrong password': () => passPassword(application, { ...person, password: 'not my password at all' }),
      'another language': () =>
        passPassword(application, person, { browser: new Browser({ 'accept-language': 'fr' }) }),
      'a fresh sign-in in this browser': () =>
        passPassword(application, person, { browser, parameters: { prompt: 'login' } }),
      'a session without a second factor': () => signIn(relaxed, person),
      'another account': () => browser.post(url, { action: 'switch' }),
      cancelling: async () => {
        const other = await openChallenge(application, person);
        return other.browser.post(other.url, { action: 'cancel' });
      },
    } satisfies Record<string, () => Promise<unknown>>;
    for (const [name, hop] of Object.entries(hops)) {
      await hop();
      expect(await failuresOf(server, person), name).to.equal(freeFailures - 1);
    }
    const next = await openChallenge(application, person);
    expect((await guess(next, madeUp[2] ?? '')).status).to.equal(422);
    expectLocked([await guess(next, rightCode(person))], 30);
    expect(await failedChallenges(server, person)).to.have.length(freeFailures);
  });

  it('A-10: a step-up from a live session draws on the same budget', async () => {
    const world = await createWorld({ enforcement: everyoneNow });
    const { application, server, tomas } = world;
    const relaxed = await relaxedApplication(world);
    const { browser } = await signIn(relaxed, tomas);
    const stepUp = await application.start(browser);
    expect(stepUp.name).to.equal('challenge');
    const fresh = await openChallenge(application, tomas);
    const [one = '', two = '', three = '', four = '', five = ''] = wrongCodes(tomas, 5);
    for (const code of [one, two, three]) await guess({ browser, url: stepUp.url }, code);
    for (const code of [four, five]) await guess(fresh, code);
    expectLocked([await guess({ browser, url: stepUp.url }, rightCode(tomas))], 30);
    expectLocked([await guess(fresh, rightCode(tomas))], 30);
    expect(await failedChallenges(server, tomas)).to.have.length(freeFailures);
  });

  it('A-10: after the wait a right code of the app clears the count for recovery codes too', async () => {
    const world = await createWorld({ enforcement: everyoneNow });
    const { application, server } = world;
    const { person } = await enrolled(world);
    const guesser = await openChallenge(application, person);
    for (const code of madeUp.slice(0, freeFailures)) {
      expect((await guess(guesser, code)).status).to.equal(422);
    }
    expectLocked([await guess(guesser, madeUp[5] ?? '')], 30);
    travel(30);
    expect((await guess(guesser, rightCode(person))).status).to.equal(303);
    expect(await failuresOf(server, person)).to.equal(0);
    const next = await openChallenge(application, person);
    for (const code of madeUp.slice(0, freeFailures - 1)) {
      expect((await guess(next, code)).status).to.equal(422);
    }
    travel(30);
    expect((await guess(next, rightCode(person))).status).to.equal(303);
  });
});
