import { expect } from 'chai';
import { Browser } from '../harness/browser.ts';
import { travel } from '../harness/clock.ts';
import { codeOf, createWorld, enroll, signIn, type World } from '../harness/world.ts';

const level2 = 'urn:countersign:acr:2';
const level3 = 'urn:countersign:acr:3';

const essential = (acr: Record<string, unknown>) =>
  JSON.stringify({ id_token: { acr: { essential: true, ...acr } } });

/** Somebody with a session of level 1. */
async function atLevel1(): Promise<World & { browser: Browser }> {
  const world = await createWorld();
  const { browser, answer } = await signIn(world.application, world.greta);
  await world.application.redeem(answer);
  return { ...world, browser };
}

describe('A-25 step-up', () => {
  for (const [name, parameters] of Object.entries({
    acr_values: { acr_values: level2 },
    'an essential value': { claims: essential({ value: level2 }) },
    'essential values': { claims: essential({ values: [level3, level2] }) },
  })) {
    it(`by ${name} sets a factor up on the way and reaches the level`, async () => {
      const { application, browser, server, greta } = await atLevel1();
      const page = await application.start(browser, parameters);
      expect(page.name).to.equal('mailbox');
      const { answer } = await enroll(server, browser, page, greta.email);
      const claims = (await application.redeem(answer)).claims();
      expect([claims?.acr, claims?.amr]).to.deep.equal([level2, ['pwd', 'otp', 'mfa']]);
    });
  }

  it('can be declined when it is voluntary, and the token says what was reached', async () => {
    const { application, browser, server, greta } = await atLevel1();
    let page = await application.start(browser, { acr_values: level2 });
    if (page.name === 'mailbox') {
      const code = /\b\d{8}\b/.exec(
        server.mailbox.messages().findLast(({ to }) => to === greta.email)?.text ?? '',
      )?.[0];
      page = await browser.submit(page, { code: code ?? '' });
    }
    const answer = await browser.submit(page, { action: 'later' });
    expect((await application.redeem(answer)).claims()?.acr).to.equal('urn:countersign:acr:1');
  });

  it('that is cancelled tells the application so', async () => {
    const { application, browser } = await atLevel1();
    const page = await application.start(browser, { acr_values: level2 });
    expect(application.errorOf(await browser.submit(page, { action: 'cancel' }))).to.equal('access_denied');
  });

  it('without a page is refused', async () => {
    const { application, browser } = await atLevel1();
    const answer = await application.start(browser, { acr_values: level2, prompt: 'none' });
    expect(application.errorOf(answer)).to.equal('interaction_required');
    const stranger = await application.start(new Browser(), { prompt: 'none' });
    expect(application.errorOf(stranger)).to.equal('login_required');
  });

  for (const [name, acr] of Object.entries({
    'level 3 without a key': { value: level3 },
    'an unknown level': { values: ['urn:example:unknown'] },
  })) {
    it(`to ${name} ends in unmet_authentication_requirements`, async () => {
      const { application, browser } = await atLevel1();
      const live = await application.start(browser, { claims: essential(acr) });
      expect(application.errorOf(live)).to.equal('unmet_authentication_requirements');
    });
  }

  it('to an unknown voluntary level changes nothing', async () => {
    const { application, browser } = await atLevel1();
    const answer = await application.start(browser, { acr_values: 'urn:example:unknown' });
    expect((await application.redeem(answer)).claims()?.acr).to.equal('urn:countersign:acr:1');
  });

  it('asks the factor of who has one, and keeps the time of the sign-in', async () => {
    const { application, tomas } = await createWorld({ client: { require_mfa_max_age: 60 } });
    const { browser, answer } = await signIn(application, tomas);
    const first = (await application.redeem(answer)).claims();
    travel(120);
    const page = await application.start(browser);
    expect(page.name).to.equal('challenge');
    const back = await browser.submit(page, { code: codeOf(tomas.secret ?? '') });
    const second = (await application.redeem(back)).claims();
    expect(second?.auth_time).to.equal(first?.auth_time);
    expect(Number(second?.mfa_time)).to.be.at.least(Number(first?.mfa_time) + 120);
  });
});
