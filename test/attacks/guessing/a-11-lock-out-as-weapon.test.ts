import { expect } from 'chai';
import { type Answer, Browser } from '../../harness/browser.ts';
import { travel } from '../../harness/clock.ts';
import { nameOfCookie } from '../../harness/cookies.ts';
import { startTestServer, type TestServer } from '../../harness/server.ts';
import { createWorld, everyoneNow, passPassword, signIn, type World } from '../../harness/world.ts';
import { failedChallenges, failuresOf, tally } from '../support/guessing.ts';

const home = '203.0.113.5';

/** How many requests the stranger has under way at once; more would only wait for the hashing. */
const atOnce = 4;

describe('A-11: wrong passwords as a weapon', () => {
  let server: TestServer;
  let world: World;

  beforeEach(async () => {
    server = await startTestServer({ trustedProxies: 1 });
    world = await createWorld({ server, enforcement: everyoneNow });
  });

  afterEach(() => server.stop());

  /** Wrong passwords for Tomas, the n-th from the address that is given for it. */
  async function attack(count: number, addressOf: (n: number) => string): Promise<Answer[]> {
    const browser = new Browser();
    const { url } = await world.application.start(browser);
    const attempt = (n: number) => {
      const fields = { action: 'continue', email: world.tomas.email, password: `a wrong password, no. ${n}` };
      return browser.post(url, fields, { headers: { 'x-forwarded-for': addressOf(n) } });
    };
    const answers: Answer[] = [];
    for (let from = 0; from < count; from += atOnce) {
      const numbers = Array.from({ length: Math.min(atOnce, count - from) }, (_, n) => from + n);
      answers.push(...(await Promise.all(numbers.map(attempt))));
    }
    return answers;
  }

  /** A browser at home, in which somebody has signed in before. */
  async function knownDeviceOf(person: World['tomas']): Promise<Browser> {
    const { browser, answer } = await signIn(world.application, person, {
      browser: new Browser({ 'x-forwarded-for': home }),
    });
    expect(answer.location).to.include('code=');
    travel(30);
    return browser;
  }

  async function signInAgain(browser: Browser): Promise<void> {
    const { answer } = await signIn(world.application, world.tomas, {
      browser,
      parameters: { prompt: 'login' },
    });
    expect((await world.application.redeem(answer)).claims()?.amr).to.deep.equal(['pwd', 'otp', 'mfa']);
    travel(30);
  }

  it('A-11: 100 of them from 100 addresses slow nobody down, on a known device or a new one', async () => {
    const device = await knownDeviceOf(world.tomas);
    const answers = await attack(100, (n) => `198.51.100.${n}`);
    expect(tally(answers)).to.deep.equal({ 422: 100 });
    expect(await failuresOf(server, world.tomas)).to.equal(0);
    await signInAgain(device);
    await signInAgain(new Browser({ 'x-forwarded-for': home }));
    expect(await failedChallenges(server, world.tomas)).to.have.length(0);
  });

  it('A-11: 100 of them from the same address do not slow the device that is known for the account', async () => {
    const device = await knownDeviceOf(world.tomas);
    const answers = await attack(100, () => home);
    const compared = tally(answers)[422] ?? 0;
    // The clock runs while they are sent: after ten, one more a second may be compared.
    expect(compared).to.be.within(10, 12);
    expect(tally(answers)).to.deep.equal({ 422: compared, 429: 100 - compared });
    expect(await failuresOf(server, world.tomas)).to.equal(0);
    await signInAgain(device);
    expect(await failedChallenges(server, world.tomas)).to.have.length(0);
  });

  it('A-11: the device of somebody else at the same address, and an edited cookie, wait like any stranger', async () => {
    const [others, device] = [await knownDeviceOf(world.olivia), await knownDeviceOf(world.tomas)];
    await attack(12, () => home);
    const parameters = { prompt: 'login' };
    const elsewhere = await passPassword(world.application, world.tomas, { browser: others, parameters });
    expect(elsewhere.answer.status).to.equal(429);
    expect(Number(elsewhere.answer.headers.get('retry-after'))).to.be.within(1, 15 * 60);
    const edited = new Browser({ 'x-forwarded-for': home });
    const name = nameOfCookie(server.issuer, 'device');
    for (const cookie of await device.jar.getCookies(server.issuer)) {
      if (!cookie.key.startsWith(name)) continue;
      const value = cookie.key === name ? `0${cookie.value}` : cookie.value;
      await edited.jar.setCookie(`${cookie.key}=${value}; path=/`, server.issuer);
    }
    const refused = await passPassword(world.application, world.tomas, { browser: edited });
    expect(refused.answer.status).to.equal(429);
    await signInAgain(device);
  });

  it('A-11: whoever guesses on a known device slows down that device alone', async () => {
    const device = await knownDeviceOf(world.tomas);
    const page = await world.application.start(device, { prompt: 'login' });
    const statuses: number[] = [];
    for (let n = 0; n < 12; n += 1) {
      const fields = { email: world.tomas.email, password: `a wrong password, no. ${n}` };
      statuses.push((await device.submit(page, fields)).status);
    }
    expect(statuses).to.deep.equal([...Array<number>(10).fill(422), 429, 429]);
    await signInAgain(new Browser({ 'x-forwarded-for': home }));
  });
});
