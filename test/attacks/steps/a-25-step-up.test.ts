import { expect } from 'chai';
import type { Application } from '../../harness/application.ts';
import { type Answer, Browser } from '../../harness/browser.ts';
import { travel } from '../../harness/clock.ts';
import {
  createWorld,
  enroll,
  everyoneNow,
  isOffer,
  mailedCode,
  passPassword,
  signIn,
  type TestPerson,
  type World,
} from '../../harness/world.ts';
import { registerKey } from '../../sign-in/support/keys.ts';
import { rightCode } from '../support/guessing.ts';
import { relaxedApplication } from '../support/relaxed-application.ts';

const acr = (level: 1 | 2 | 3) => `urn:countersign:acr:${level}`;

const essential = (claim: Record<string, unknown>) => ({
  claims: JSON.stringify({ id_token: { acr: { essential: true, ...claim } } }),
});

const otp = ['pwd', 'otp', 'mfa'];

/** Every way to ask for level 2, with the level that the ID token then has to state. */
const requests: Readonly<Record<string, Record<string, string>>> = {
  acr_values: { acr_values: acr(2) },
  'several acr_values': { acr_values: `${acr(3)} ${acr(2)}` },
  'acr_values with an unknown one': { acr_values: `urn:example:unknown ${acr(2)}` },
  'an essential value': essential({ value: acr(2) }),
  'essential values': essential({ values: [acr(3), acr(2)] }),
  'essential values with an unknown one': essential({ values: ['urn:example:unknown', acr(2)] }),
  'an essential value beside a lower acr_values': { ...essential({ value: acr(2) }), acr_values: acr(1) },
  'a voluntary value of the claim': { claims: JSON.stringify({ id_token: { acr: { value: acr(2) } } }) },
};

interface AtLevel1 {
  readonly world: World;
  readonly browser: Browser;
  readonly person: TestPerson;
}

/** Greta, who has no factor and is in no organization, with a session of level 1. */
async function gretaAtLevel1(): Promise<AtLevel1> {
  const world = await createWorld();
  const { browser, answer } = await signIn(world.application, world.greta);
  expect((await world.application.redeem(answer)).claims()?.acr).to.equal(acr(1));
  return { world, browser, person: world.greta };
}

/** Tomas, who has an app, with a session of level 1 from a client where MFA is off. */
async function tomasAtLevel1(): Promise<AtLevel1> {
  const world = await createWorld();
  const relaxed = await relaxedApplication(world);
  const { browser, answer } = await passPassword(relaxed, world.tomas);
  expect((await relaxed.redeem(answer)).claims()?.acr).to.equal(acr(1));
  return { world, browser, person: world.tomas };
}

async function claimsOf(application: Application, answer: Answer) {
  const claims = (await application.redeem(answer)).claims();
  return { amr: claims?.amr, acr: claims?.acr };
}

/** Goes past the mailbox, if it is asked, to the set-up page. */
async function untilEnroll({ world, browser, person }: AtLevel1, page: Answer): Promise<Answer> {
  return browser.submit(page, { code: mailedCode(world.server, person.email) });
}

describe('A-25 step-up', () => {
  for (const [name, parameters] of Object.entries(requests)) {
    it(`A-25 by ${name} sets a factor up on the way and states the level reached`, async () => {
      const { world, browser, person } = await gretaAtLevel1();
      const page = await world.application.start(browser, parameters);
      expect(page.name).to.equal('mailbox');
      const { answer } = await enroll(world.server, browser, page, person.email);
      expect(await claimsOf(world.application, answer)).to.deep.equal({ amr: otp, acr: acr(2) });
    });

    it(`A-25 by ${name} asks the factor of who has one, and only the factor`, async () => {
      const { world, browser, person } = await tomasAtLevel1();
      const relaxed = await relaxedApplication(world);
      const page = await relaxed.start(browser, parameters);
      expect(page.name).to.equal('challenge');
      const answer = await browser.submit(page, { code: rightCode(person) });
      expect(await claimsOf(relaxed, answer)).to.deep.equal({ amr: otp, acr: acr(2) });
      const quiet = await relaxed.start(browser, { ...parameters, prompt: 'none' });
      expect(await claimsOf(relaxed, quiet)).to.deep.equal({ amr: otp, acr: acr(2) });
    });

    it(`A-25 by ${name} is refused where no page may be shown`, async () => {
      const { world, browser } = await tomasAtLevel1();
      const relaxed = await relaxedApplication(world);
      const answer = await relaxed.start(browser, { ...parameters, prompt: 'none' });
      expect(relaxed.errorOf(answer)).to.equal('interaction_required');
      const stranger = await relaxed.start(new Browser(), { ...parameters, prompt: 'none' });
      expect(relaxed.errorOf(stranger)).to.equal('login_required');
    });
  }

  it('A-25 is not satisfied by another password', async () => {
    const { world, browser, person } = await tomasAtLevel1();
    const relaxed = await relaxedApplication(world);
    const parameters = { acr_values: acr(2), prompt: 'login' };
    const { answer } = await passPassword(relaxed, person, { browser, parameters });
    expect([answer.name, answer.location]).to.deep.equal(['challenge', null]);
    const page = await relaxed.start(browser, { acr_values: acr(2) });
    const switched = await browser.submit(page, { action: 'switch' });
    expect(switched.name).to.equal('password');
    const { email, password } = person;
    expect((await browser.submit(switched, { email, password })).name).to.equal('challenge');
  });

  it('A-25 keeps the time of the sign-in, and its refresh token the level', async () => {
    const { world, browser, person } = await tomasAtLevel1();
    const relaxed = await relaxedApplication(world);
    const first = (await relaxed.redeem(await relaxed.start(browser))).claims();
    travel(120);
    const page = await world.application.start(browser, { acr_values: acr(2) });
    const answer = await browser.submit(page, { code: rightCode(person) });
    const tokens = await world.application.redeem(answer);
    expect(tokens.claims()?.auth_time).to.equal(first?.auth_time);
    expect(Number(tokens.claims()?.mfa_time)).to.be.closeTo(Date.now() / 1000, 5);
    const refreshed = (await world.application.refresh(tokens.refresh_token ?? '')).claims();
    expect([refreshed?.acr, refreshed?.amr]).to.deep.equal([acr(2), otp]);
  });

  it('A-25 leaves the session as it was when it is cancelled', async () => {
    for (const parameters of [requests.acr_values, requests['an essential value']]) {
      const { world, browser } = await tomasAtLevel1();
      const relaxed = await relaxedApplication(world);
      const page = await relaxed.start(browser, parameters);
      expect(relaxed.errorOf(await browser.submit(page, { action: 'cancel' }))).to.equal('access_denied');
      const answer = await relaxed.start(browser, { prompt: 'none' });
      expect(await claimsOf(relaxed, answer)).to.deep.equal({ amr: ['pwd'], acr: acr(1) });
      expect((await relaxed.start(browser, parameters)).name).to.equal('challenge');
    }
  });
});

describe('A-25 a voluntary level', () => {
  it('A-25, ruling 31: is offered to who has no factor, and once it was declined not again in this session', async () => {
    const at = await gretaAtLevel1();
    const { application } = at.world;
    const mailbox = await application.start(at.browser, requests.acr_values);
    expect(mailbox.name).to.equal('mailbox');
    const page = await untilEnroll(at, mailbox);
    const level1 = { amr: ['pwd'], acr: acr(1) };
    const declined = await at.browser.submit(page, { action: 'later' });
    expect(await claimsOf(application, declined)).to.deep.equal(level1);
    travel(60);
    for (const wish of [acr(2), acr(3)]) {
      const again = await application.start(at.browser, { acr_values: wish });
      expect(await claimsOf(application, again)).to.deep.equal(level1);
    }
    const anew = await passPassword(application, at.person, { parameters: { acr_values: acr(2) } });
    expect([anew.answer.name, isOffer(anew.answer)], 'in a new session').to.deep.equal(['mailbox', true]);
  });

  it('A-25, ruling 31: that was not declined, but left or cancelled, is offered again', async () => {
    const { world, browser } = await gretaAtLevel1();
    const page = await world.application.start(browser, requests.acr_values);
    const cancelled = await browser.submit(page, { action: 'cancel' });
    expect(world.application.errorOf(cancelled)).to.equal('access_denied');
    expect((await world.application.start(browser, requests.acr_values)).name).to.equal('mailbox');
  });

  it('A-25, ruling 31: never makes a silent sign-in fail', async () => {
    const { world, browser } = await gretaAtLevel1();
    for (const wish of [acr(2), acr(3)]) {
      const quiet = await world.application.start(browser, { acr_values: wish, prompt: 'none' });
      expect(await claimsOf(world.application, quiet)).to.deep.equal({ amr: ['pwd'], acr: acr(1) });
    }
    expect(
      (await world.application.start(browser, requests.acr_values)).name,
      'still to be offered',
    ).to.equal('mailbox');
  });

  it('A-25 that is unknown changes nothing', async () => {
    const { world, browser } = await gretaAtLevel1();
    const answer = await world.application.start(browser, { acr_values: 'urn:example:unknown' });
    expect((await claimsOf(world.application, answer)).acr).to.equal(acr(1));
  });

  it('A-25, ruling 31: that takes a key offers one to who has none, and states the level that was reached', async () => {
    const { application, server, greta } = await createWorld();
    const parameters = { acr_values: acr(3) };
    const { browser, answer: mailbox } = await passPassword(application, greta, { parameters });
    const page = await browser.submit(mailbox, { code: mailedCode(server, greta.email) });
    expect([page.name, isOffer(page)]).to.deep.equal(['enroll', true]);
    expect(page.page.querySelector('#totp-secret'), 'an app does not reach it').to.equal(null);
    expect((await claimsOf(application, await registerKey(browser, page))).acr).to.equal(acr(3));
  });

  it('A-25, ruling 31: offers a key to who has an app, after its code, and never for nothing', async () => {
    const { application, tomas } = await createWorld();
    const parameters = { acr_values: acr(3) };
    const { browser, answer } = await passPassword(application, tomas, { parameters });
    expect([answer.name, isOffer(answer)], 'their own factor is no offer').to.deep.equal([
      'challenge',
      false,
    ]);
    const page = await browser.submit(answer, { code: rightCode(tomas) });
    expect([page.name, isOffer(page)]).to.deep.equal(['enroll', true]);
    const back = await browser.submit(page, { action: 'later' });
    expect(await claimsOf(application, back)).to.deep.equal({ amr: otp, acr: acr(2) });
  });

  it('A-25, ruling 3: asks for the app before a key is offered to a session that has not proven it lately', async () => {
    const { world, browser, person } = await tomasAtLevel1();
    const relaxed = await relaxedApplication(world);
    const page = await relaxed.start(browser, { acr_values: acr(3) });
    expect([page.name, isOffer(page)]).to.deep.equal(['challenge', true]);
    const offered = await browser.submit(page, { code: rightCode(person) });
    expect([offered.name, isOffer(offered)]).to.deep.equal(['enroll', true]);
    const other = await tomasAtLevel1();
    const elsewhere = await relaxedApplication(other.world);
    const asked = await elsewhere.start(other.browser, { acr_values: acr(3) });
    const back = await other.browser.submit(asked, { action: 'later' });
    expect(await claimsOf(elsewhere, back)).to.deep.equal({ amr: ['pwd'], acr: acr(1) });
  });
});

describe('A-25 an essential level', () => {
  it('A-25 cannot be declined, and neither can the rule of an organization', async () => {
    const asked = await gretaAtLevel1();
    const page = await untilEnroll(
      asked,
      await asked.world.application.start(asked.browser, requests['an essential value']),
    );
    await expectNotDeclinable(asked.browser, page);
    const world = await createWorld({ enforcement: everyoneNow });
    const { browser, answer } = await passPassword(world.application, world.mina, {
      parameters: { acr_values: acr(2) },
    });
    const required = await untilEnroll({ world, browser, person: world.mina }, answer);
    await expectNotDeclinable(browser, required);
  });

  for (const [name, claim] of Object.entries({
    'level 3, for which nobody here has a key,': { value: acr(3) },
    'an unknown level': { value: 'urn:example:unknown' },
    'only unknown levels': { values: ['urn:example:unknown', 'mfa'] },
  })) {
    it(`A-25 of ${name} is answered as unmet to a live session, without a page`, async () => {
      for (const { world, browser } of [await gretaAtLevel1(), await tomasAtLevel1()]) {
        const relaxed = await relaxedApplication(world);
        for (const parameters of [essential(claim), { ...essential(claim), prompt: 'none' }])
          expect(relaxed.errorOf(await relaxed.start(browser, parameters))).to.equal(
            'unmet_authentication_requirements',
          );
      }
    });

    it(`A-25 of ${name} is answered as unmet after at most two pages of a new sign-in`, async () => {
      const { application, greta, tomas } = await createWorld();
      for (const person of [greta, tomas]) {
        const parameters = essential(claim);
        let { browser, answer } = await passPassword(application, person, { parameters });
        if (answer.name === 'challenge') answer = await browser.submit(answer, { code: rightCode(person) });
        expect(application.errorOf(answer)).to.equal('unmet_authentication_requirements');
      }
    });
  }

  it('A-25 without a value asks for nothing', async () => {
    const { world, browser } = await gretaAtLevel1();
    const answer = await world.application.start(browser, essential({}));
    expect((await claimsOf(world.application, answer)).acr).to.equal(acr(1));
  });

  it('A-25 that is reached already needs no page', async () => {
    const { application, tomas } = await createWorld();
    const { browser, answer } = await signIn(application, tomas);
    await application.redeem(answer);
    const both = essential({ values: [acr(1), acr(2)] });
    const second = essential({ values: [acr(2)] });
    for (const request of [both, second, { ...both, prompt: 'none' }, { ...second, prompt: 'none' }]) {
      const claims = await claimsOf(application, await application.start(browser, request));
      expect([claims.acr, claims.amr]).to.deep.equal([acr(2), ['pwd', 'otp', 'mfa']]);
    }
    // What was not reached does need one.
    const third = await application.start(browser, { ...essential({ values: [acr(3)] }), prompt: 'none' });
    expect(application.errorOf(third)).to.equal('unmet_authentication_requirements');
  });
});

async function expectNotDeclinable(browser: Browser, page: Answer): Promise<void> {
  expect(page.name).to.equal('enroll');
  expect(page.page.querySelector('button[value=later]')).to.equal(null);
  const answer = await browser.submit(page, { action: 'later' });
  expect(answer.status).to.be.within(400, 499);
  expect(answer.location).to.equal(null);
}
