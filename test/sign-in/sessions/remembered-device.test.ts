import { expect } from 'chai';
import { apiOf } from '../../harness/api.ts';
import type { Answer } from '../../harness/browser.ts';
import { travel } from '../../harness/clock.ts';
import { nameOfCookie } from '../../harness/cookies.ts';
import { twinOf } from '../../harness/invitations.ts';
import { quietApiOf } from '../../harness/members.ts';
import { startTestServer, type TestServer } from '../../harness/server.ts';
import {
  createWorld,
  enroll,
  everyoneNow,
  seed,
  type World,
  type WorldOptions,
} from '../../harness/world.ts';
import { enrollBy, factorsOf } from '../../self-service/support/people.ts';
import { refusedWith } from '../support/refused.ts';
import {
  day,
  elsewhere,
  giveCode,
  home,
  hour,
  MovingBrowser,
  minute,
  passwordOf,
  withCode,
} from './support/visits.ts';

/** What the preset `by-midnight` says. */
const remembering = { max_age_seconds: 24 * hour, new_address: true, remembered_device_days: 1 };
const enforcement = { ...everyoneNow, challenge: remembering };
const withOrganization = { scope: 'openid organization' };

let server: TestServer;

function behindProxy(): void {
  before(async () => {
    server = await startTestServer({ trustedProxies: 1 });
  });
  after(() => server.stop());
}

/** Tomas has proven their code in a browser at home, a minute ago. */
async function proven(options: WorldOptions = {}) {
  const world = await createWorld({ server, enforcement, ...options });
  const browser = new MovingBrowser();
  expect((await withCode(world.application, world.tomas, browser)).location).to.contain('code=');
  travel(minute);
  return { ...world, browser };
}

/** The claim about the one organization of a world. */
function claimOf(claims: object | undefined, { slug }: World): unknown {
  return (claims as { organization: Record<string, { roles: unknown; mfa: unknown }> }).organization[slug];
}

describe('a remembered device', () => {
  behindProxy();

  it('T25: spares the code under 24 h later at the same address, in a new session', async () => {
    const { application, tomas, browser } = await proven();
    travel(24 * hour - 2 * minute);
    expect((await passwordOf(application, tomas, browser)).location).to.contain('code=');
  });

  it('T25: spares the code after setting the app up', async () => {
    const world = await createWorld({ server, enforcement });
    const browser = new MovingBrowser();
    const page = await passwordOf(world.application, world.mina, browser);
    expect((await enroll(server, browser, page, world.mina.email)).answer.location).to.contain('code=');
    travel(5 * hour);
    expect((await passwordOf(world.application, world.mina, browser)).location).to.contain('code=');
  });

  it('is not remembered where the person says so, and forgotten if it was', async () => {
    const { application, tomas, browser } = await proven();
    const asked = await passwordOf(application, tomas, browser.moveTo(elsewhere));
    await giveCode(browser, asked, tomas, { remember: 'no' });
    travel(minute);
    expect((await passwordOf(application, tomas, browser)).name, 'at the new address').to.equal('challenge');
    expect((await passwordOf(application, tomas, browser.moveTo(home))).name, 'at home').to.equal(
      'challenge',
    );
  });

  it('offers the choice where it would be remembered, and keeps it over a wrong code', async () => {
    const world = await createWorld({ server, enforcement });
    const browser = new MovingBrowser();
    const page = await passwordOf(world.application, world.tomas, browser);
    const chosen = ({ page: html }: Answer) => html.querySelector('input[name=remember][checked]')?.id;
    expect(chosen(page)).to.equal('remember');
    expect(page.page.querySelector('#remember-help')?.text).to.match(
      /asks for no second step here until .+ \([\w/]+\)/,
    );
    const refused = await browser.submit(page, { code: '000000', remember: 'no' });
    expect([refused.status, chosen(refused)]).to.deep.equal([422, 'ask-again']);
    const strict = await createWorld({ server, enforcement: everyoneNow });
    const asking = await passwordOf(strict.application, strict.tomas, new MovingBrowser());
    expect([asking.name, chosen(asking)]).to.deep.equal(['challenge', undefined]);
  });

  it('T26: spares it no more 24 h after the code, however often it did', async () => {
    const { application, tomas, browser } = await proven();
    for (let visit = 0; visit < 3; visit += 1) {
      travel(7 * hour);
      expect((await passwordOf(application, tomas, browser)).location, `${visit}`).to.contain('code=');
    }
    travel(3 * hour);
    expect((await passwordOf(application, tomas, browser)).name).to.equal('challenge');
  });

  it('T27: spares nothing from another address, and there a code is accepted for that address', async () => {
    const { application, tomas, browser } = await proven();
    browser.moveTo(elsewhere);
    await giveCode(browser, await passwordOf(application, tomas, browser), tomas);
    travel(hour);
    expect((await passwordOf(application, tomas, browser)).location).to.contain('code=');
    expect((await passwordOf(application, tomas, browser.moveTo(home))).name).to.equal('challenge');
  });

  it('T27: within a session that rests on it, a new address asks for the code', async () => {
    const { application, otherApplication, tomas, browser } = await proven();
    await passwordOf(application, tomas, browser);
    expect((await otherApplication.start(browser)).location).to.contain('code=');
    browser.moveTo(elsewhere);
    expect((await otherApplication.start(browser)).name).to.equal('challenge');
  });

  it('T28: days and age are configurable, and the shorter one counts', async () => {
    const challenge = { remembered_device_days: 3, max_age_seconds: 2 * day };
    const { application, tomas, browser } = await proven({ enforcement: { ...everyoneNow, challenge } });
    travel(2 * day - 2 * minute);
    expect((await passwordOf(application, tomas, browser)).location).to.contain('code=');
    travel(2 * minute);
    expect((await passwordOf(application, tomas, browser)).name).to.equal('challenge');
  });

  it('ruling 7: never earns mfa, and the claim says so', async () => {
    const world = await proven();
    const answer = await passwordOf(world.application, world.tomas, world.browser, withOrganization);
    const claims = (await world.application.redeem(answer)).claims();
    expect(claims?.amr).to.deep.equal(['pwd']);
    expect(claims?.acr).to.equal('urn:countersign:acr:1');
    expect(claims).not.to.have.property('mfa_time');
    const mfa = { required: true, satisfied: true, by: 'remembered', deadline: null };
    expect(claimOf(claims, world)).to.deep.include({ roles: ['member'], mfa });
  });

  it('ruling 7: is nothing without its cookie, nor in another browser', async () => {
    const { application, tomas } = await proven();
    expect((await passwordOf(application, tomas, new MovingBrowser())).name).to.equal('challenge');
  });

  it('ruling 7: has another id after each sign-in that rested on it, so that a copy of the old one is worth nothing', async () => {
    const { application, tomas, browser } = await proven();
    const copy = new MovingBrowser();
    await twinOf(browser, copy);
    expect((await passwordOf(application, tomas, browser)).location).to.contain('code=');
    expect((await passwordOf(application, tomas, browser)).location, 'again').to.contain('code=');
    expect((await passwordOf(application, tomas, copy)).name).to.equal('challenge');
  });

  it('ruling 7: is remembered for nobody where no organization allows it', async () => {
    const { application, tomas, browser, server: on } = await proven({ enforcement: everyoneNow });
    const name = nameOfCookie(on.issuer, 'remembered');
    expect((await browser.cookies(on.issuer)).filter((each) => each.startsWith(name))).to.deep.equal([]);
    expect((await passwordOf(application, tomas, browser)).name).to.equal('challenge');
  });

  it('ruling 7: counts for the organization that allows it only', async () => {
    const { application, tomas, browser, slug } = await proven();
    const other = {
      slug: `${slug}-b`,
      enforcement: everyoneNow,
      members: [{ email: tomas.email, role: 'owner' }],
    };
    await seed(server, { organizations: [other] });
    const page = await passwordOf(application, tomas, browser);
    expect(page.name).to.equal('challenge');
  });

  for (const [name, parameters] of Object.entries({
    'a level that the request asks for': { acr_values: 'urn:countersign:acr:2' },
    'a level that the request insists on': {
      claims: JSON.stringify({ id_token: { acr: { essential: true, value: 'urn:countersign:acr:2' } } }),
    },
  })) {
    it(`ruling 7: does not count for ${name}`, async () => {
      const { application, tomas, browser } = await proven();
      expect((await passwordOf(application, tomas, browser, parameters)).name).to.equal('challenge');
    });
  }

  for (const demand of [{ require_acr: 2 }, { require_mfa_max_age: day }]) {
    it(`ruling 7: does not count for a client with ${Object.keys(demand)}`, async () => {
      const { application, tomas, browser } = await proven({ client: demand });
      expect((await passwordOf(application, tomas, browser)).name).to.equal('challenge');
    });
  }

  it('ruling 2: spares the own factor of somebody of whom nothing is required', async () => {
    const nobody = {
      required: 'nobody',
      activation: 'immediately',
      sessions: 'keep',
      challenge: remembering,
    };
    const world = await proven({ enforcement: nobody });
    const tokens = await world.application.redeem(
      await passwordOf(world.application, world.tomas, world.browser),
    );
    expect(tokens.claims()?.amr).to.deep.equal(['pwd']);
    expect((await world.application.refresh(tokens.refresh_token ?? '')).claims()?.amr).to.deep.equal([
      'pwd',
    ]);
  });
});

describe('what rests on a remembered device', () => {
  behindProxy();

  /** Tokens of a sign-in without a code, 23 h after it. */
  async function remembered() {
    const world = await proven();
    travel(23 * hour - minute);
    const answer = await passwordOf(world.application, world.tomas, world.browser, withOrganization);
    return { ...world, tokens: await world.application.redeem(answer) };
  }

  it('ruling 7: refreshes to the expiry of the suppression, and no further', async () => {
    const world = await remembered();
    travel(30 * minute);
    const first = await world.application.refresh(world.tokens.refresh_token ?? '');
    const mfa = { required: true, satisfied: true, by: 'remembered', deadline: null };
    expect(claimOf(first.claims(), world)).to.deep.include({ mfa });
    expect(first.claims()?.amr).to.deep.equal(['pwd']);
    travel(29 * minute);
    const last = await world.application.refresh(first.refresh_token ?? '');
    travel(2 * minute);
    expect(await refusedWith(world.application.refresh(last.refresh_token ?? ''))).to.equal('invalid_grant');
  });

  it('ruling 7: refreshes no more once the organization remembers no devices', async () => {
    const { application, slug, tokens } = await remembered();
    const enforcement = { preset: 'all-at-once', ...everyoneNow };
    await seed(server, { organizations: [{ slug, enforcement }] });
    expect(await refusedWith(application.refresh(tokens.refresh_token ?? ''))).to.equal('invalid_grant');
  });

  it('ruling 7: goes on past it once the code was proven in the same session', async () => {
    const { application, otherApplication, tomas, browser, tokens } = await remembered();
    const page = await otherApplication.start(browser, { acr_values: 'urn:countersign:acr:2' });
    expect((await giveCode(browser, page, tomas)).location).to.contain('code=');
    travel(40 * minute);
    const first = await application.refresh(tokens.refresh_token ?? '');
    travel(40 * minute);
    const last = await application.refresh(first.refresh_token ?? '');
    expect(last.claims()?.amr).to.deep.equal(['pwd', 'otp', 'mfa']);
  });

  it('ruling 7: carries what a second organization allows as soon as a request rested on it', async () => {
    const { application, otherApplication, tomas, browser, slug, tokens } = await remembered();
    const other = { slug: `${slug}-b`, enforcement, members: [{ email: tomas.email, role: 'owner' }] };
    await seed(server, { organizations: [other] });
    expect(await refusedWith(application.refresh(tokens.refresh_token ?? ''))).to.equal('invalid_grant');
    const quiet = await otherApplication.start(browser, { prompt: 'none' });
    const again = await otherApplication.redeem(quiet);
    expect((await otherApplication.refresh(again.refresh_token ?? '')).claims()?.amr).to.deep.equal(['pwd']);
  });

  it('ruling 24: is over for the session in which its owner removes the factor that was proven', async () => {
    const base = await createWorld({ server, enforcement });
    const { application, tomas } = base;
    await enrollBy(base, await apiOf(base, tomas), tomas.email, 'Second');
    travel(minute);
    const browser = new MovingBrowser();
    await withCode(application, tomas, browser);
    travel(minute);
    const tokens = await application.redeem(await passwordOf(application, tomas, browser));
    const suppressed = await application.refresh(tokens.refresh_token ?? '');
    expect(suppressed.claims()?.amr).to.deep.equal(['pwd']);
    const page = await application.start(browser, { acr_values: 'urn:countersign:acr:2' });
    await giveCode(browser, page, tomas);
    const api = await quietApiOf(base, browser);
    const [first, second] = await factorsOf(api);
    expect(second).to.not.equal(undefined);
    expect((await api.delete(`/me/authenticators/${first}`)).status).to.equal(200);
    const refused = await refusedWith(application.refresh(suppressed.refresh_token ?? ''));
    expect(refused).to.equal('invalid_grant');
  });
});
