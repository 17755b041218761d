import { expect } from 'chai';
import { travel } from '../../harness/clock.ts';
import { startTestServer, type TestServer } from '../../harness/server.ts';
import { createWorld, everyoneNow, type WorldOptions } from '../../harness/world.ts';
import {
  elsewhere,
  giveCode,
  home,
  hour,
  MovingBrowser,
  minute,
  passwordOf,
  withCode,
} from './support/visits.ts';

const challenge = { max_age_seconds: 24 * hour, new_address: true };

describe('the address of the second factor, within a session', () => {
  let server: TestServer;

  before(async () => {
    server = await startTestServer({ trustedProxies: 1 });
  });

  after(() => server.stop());

  async function signedIn(address = home, options: WorldOptions = {}) {
    const world = await createWorld({ server, enforcement: { ...everyoneNow, challenge }, ...options });
    const browser = new MovingBrowser(address);
    const answer = await withCode(world.application, world.tomas, browser);
    travel(minute);
    return { ...world, browser, answer };
  }

  it('T25: asks no code again at the address of the last one', async () => {
    const { otherApplication, browser } = await signedIn();
    travel(50 * minute);
    expect((await otherApplication.start(browser)).location).to.contain('code=');
  });

  it('T27: from another address the code is asked again, and only a right one goes on', async () => {
    const { otherApplication, browser, tomas } = await signedIn();
    browser.moveTo(elsewhere);
    const silent = await otherApplication.start(browser, { prompt: 'none' });
    expect(otherApplication.errorOf(silent)).to.equal('interaction_required');
    const page = await otherApplication.start(browser);
    expect(page.name).to.equal('challenge');
    expect((await browser.submit(page, { code: '000000' })).status).to.equal(422);
    expect((await giveCode(browser, page, tomas)).location).to.contain('code=');
    expect((await otherApplication.start(browser)).location).to.contain('code=');
  });

  it('T27: an address that was left is a new one again', async () => {
    const { otherApplication, browser, tomas } = await signedIn();
    browser.moveTo(elsewhere);
    await giveCode(browser, await otherApplication.start(browser), tomas);
    browser.moveTo(home);
    expect((await otherApplication.start(browser)).name).to.equal('challenge');
  });

  it('T27: merely opening the code page somewhere else makes that no known address', async () => {
    const { application, otherApplication, browser } = await signedIn();
    browser.moveTo(elsewhere);
    for (const each of [application, otherApplication, application])
      expect((await each.start(browser)).name).to.equal('challenge');
    browser.moveTo(home);
    expect((await application.start(browser)).location).to.contain('code=');
  });

  it('T27: a code given at home is no code of the place where consent is given', async () => {
    const { otherApplication, browser, answer } = await signedIn(home, { client: { first_party: false } });
    expect(answer.name).to.equal('consent');
    browser.moveTo(elsewhere);
    await browser.submit(answer);
    expect((await otherApplication.start(browser)).name).to.equal('challenge');
  });

  for (const [name, first, second] of [
    ['an IPv6 address of the same /64', '2001:db8:0:1::5', '2001:db8:0:1:ffff::9'],
    ['the same address written another way', '2001:db8:0:1::5', '2001:0DB8:0:1:0:0:0:5'],
    ['the same IPv4 address mapped to IPv6', home, `::ffff:${home}`],
  ] as const) {
    it(`ruling 7: ${name} is not a new one`, async () => {
      const { otherApplication, browser } = await signedIn(first);
      expect((await otherApplication.start(browser.moveTo(second))).location).to.contain('code=');
    });
  }

  for (const [name, first, second] of [
    ['an IPv6 address of the next /64', '2001:db8:0:1::5', '2001:db8:0:2::5'],
    ['the next IPv4 address', home, '203.0.113.6'],
  ] as const) {
    it(`ruling 7: ${name} is a new one`, async () => {
      const { otherApplication, browser } = await signedIn(first);
      expect((await otherApplication.start(browser.moveTo(second))).name).to.equal('challenge');
    });
  }

  it('ruling 7: the address of an application that refreshes does not matter', async () => {
    const world = await createWorld({ server, enforcement: { ...everyoneNow, challenge } });
    const browser = new MovingBrowser(elsewhere);
    const answer = await withCode(world.application, world.tomas, browser);
    const tokens = await world.application.redeem(answer);
    expect((await world.application.refresh(tokens.refresh_token ?? '')).claims()?.amr).to.include('mfa');
  });

  it('T27: nobody is asked where the organization has no such rule', async () => {
    const { otherApplication, browser } = await signedIn(home, { enforcement: everyoneNow });
    expect((await otherApplication.start(browser.moveTo(elsewhere))).location).to.contain('code=');
  });
});

describe('the age of the second factor, within a session', () => {
  /** The session outlives the code: 24 h and one idle hour do not apply. */
  const lasting = { max_age_seconds: 24 * hour, session_max_days: 30 };

  async function signedIn(over: Record<string, unknown> = {}) {
    const world = await createWorld({ enforcement: { ...everyoneNow, challenge: { ...lasting, ...over } } });
    const browser = new MovingBrowser();
    await withCode(world.application, world.tomas, browser);
    return { ...world, browser };
  }

  it('T25: a code under 24 h old is not asked again', async () => {
    const { otherApplication, browser } = await signedIn();
    travel(24 * hour - minute);
    expect((await otherApplication.start(browser)).location).to.contain('code=');
  });

  it('T26: after 24 h it is, and the password is not', async () => {
    const { otherApplication, browser, tomas } = await signedIn();
    travel(24 * hour + minute);
    const silent = await otherApplication.start(browser, { prompt: 'none' });
    expect(otherApplication.errorOf(silent)).to.equal('interaction_required');
    const back = await giveCode(browser, await otherApplication.start(browser), tomas);
    expect((await otherApplication.redeem(back)).claims()?.mfa_time).to.be.closeTo(Date.now() / 1000, 3);
    travel(24 * hour - minute);
    expect((await otherApplication.start(browser)).location).to.contain('code=');
  });

  it('T28: the age is configurable', async () => {
    const { otherApplication, browser } = await signedIn({ max_age_seconds: hour });
    travel(hour - minute);
    expect((await otherApplication.start(browser)).location).to.contain('code=');
    travel(2 * minute);
    expect((await otherApplication.start(browser)).name).to.equal('challenge');
  });

  it('T26: a new sign-in asks password and code', async () => {
    const { application, browser, tomas } = await signedIn();
    travel(hour);
    expect((await passwordOf(application, tomas, browser)).name).to.equal('challenge');
  });
});
