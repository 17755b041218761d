import { expect } from 'chai';
import { apiOf } from '../harness/api.ts';
import type { Answer, Browser } from '../harness/browser.ts';
import { travel } from '../harness/clock.ts';
import type { Answering, SecurityKeySimulator } from '../harness/security-key.ts';
import { codeOf, createWorld, passPassword, signIn, type World } from '../harness/world.ts';
import { enrollBy, enrollKeyBy, eventsOf } from '../self-service/support/people.ts';

/** What the page hands to the browser for the key. */
function optionsOf({ page }: Answer) {
  const options = page.querySelector('form')?.getAttribute('data-key-get');
  if (options === undefined) throw new Error('the page asks no key');
  return JSON.parse(options);
}

function askedAt({ page }: Answer): string {
  return page.querySelector('[name=asked_at]')?.getAttribute('value') ?? '';
}

function answerBy(
  browser: Browser,
  page: Answer,
  key: SecurityKeySimulator,
  answering: Answering = {},
): Promise<Answer> {
  return browser.submit(page, { assertion: JSON.stringify(key.answer(optionsOf(page), answering)) });
}

async function minaWithKey() {
  const world = await createWorld();
  const api = await apiOf(world, world.mina);
  const { secret } = await enrollBy(world, api, world.mina.email);
  const enrolled = await enrollKeyBy(world, api, world.mina.email);
  return { world, mina: { ...world.mina, secret }, ...enrolled };
}

const atChallenge = ({ application }: World, { email, password }: World['mina']) =>
  passPassword(application, { email, password, secret: null });

describe('signing in with a security key', () => {
  it('D34: offers the key first, and "use a code" switches', async () => {
    const { world, mina, key } = await minaWithKey();
    const { browser, answer: first } = await atChallenge(world, mina);
    expect([first.name, first.page.querySelector('[name=asks]')?.getAttribute('value')]).to.deep.equal([
      'challenge',
      'security_key',
    ]);
    const code = await browser.submit(first, { action: 'use_app_code' });
    expect(code.page.querySelector('#code')).not.to.equal(null);
    const again = await browser.submit(code, { action: 'use_security_key' });
    const tokens = await world.application.redeem(await answerBy(browser, again, key));
    expect(tokens.claims()?.amr).to.deep.equal(['pwd', 'pop', 'user', 'mfa', 'hwk']);
    const other = await atChallenge(world, mina);
    const page = await other.browser.submit(other.answer, { action: 'use_app_code' });
    travel(60);
    const byCode = await other.browser.submit(page, { code: codeOf(mina.secret) });
    expect((await world.application.redeem(byCode)).claims()?.amr).to.deep.equal(['pwd', 'otp', 'mfa']);
    expect(await eventsOf(world, mina.email)).to.include('authenticator.challenge_passed');
  });

  it('reaches the level that resists phishing, which a code does not', async () => {
    const { world, mina, key } = await minaWithKey();
    const { browser, answer } = await passPassword(world.application, mina, {
      parameters: {
        claims: JSON.stringify({ id_token: { acr: { essential: true, value: 'urn:countersign:acr:3' } } }),
      },
    });
    expect(answer.page.querySelector('[value=use_app_code]')).to.equal(null);
    const tokens = await world.application.redeem(
      await answerBy(browser, answer, key, { userVerified: true }),
    );
    expect(tokens.claims()).to.deep.include({
      acr: 'urn:countersign:acr:3',
      amr: ['pwd', 'pop', 'user', 'mfa', 'hwk'],
    });
  });

  it('is not replaced by a recovery code where phishing must be resisted, and the code is not used up', async () => {
    const { world, mina, recoveryCodes } = await minaWithKey();
    const [code = ''] = recoveryCodes;
    const parameters = {
      claims: JSON.stringify({ id_token: { acr: { essential: true, value: 'urn:countersign:acr:3' } } }),
    };
    const { browser, answer } = await passPassword(world.application, mina, { parameters });
    const typed = { action: 'continue', asks: 'recovery_code', code };
    expect((await browser.post(answer.url, typed)).status).to.equal(422);
    const other = await atChallenge(world, mina);
    expect((await other.browser.post(other.answer.url, typed)).status).to.equal(303);
  });

  it('runs a script on the page of the key alone', async () => {
    const { world, mina } = await minaWithKey();
    const { browser, answer: key } = await atChallenge(world, mina);
    const policy = (answer: Answer) => answer.headers.get('content-security-policy') ?? '';
    expect(policy(key)).to.include("script-src 'self';").and.to.include("default-src 'none'");
    const script = key.page.querySelector('script')?.getAttribute('src') ?? '';
    const served = await browser.request(new URL(script, key.url).href);
    expect(served.headers.get('content-type')).to.match(/javascript/);
    expect(policy(await browser.submit(key, { action: 'use_app_code' }))).to.include("script-src 'none'");
  });

  it('A-40: takes each challenge once, from its own sign-in, within five minutes', async () => {
    const { world, mina, key } = await minaWithKey();
    const [one, two] = [await atChallenge(world, mina), await atChallenge(world, mina)];
    const refusedAs = ({ status, body }: Answer) => [status, body.includes('This key was not accepted')];
    const stolen = JSON.stringify(key.answer(optionsOf(one.answer)));
    const foreign = await two.browser.submit(two.answer, { assertion: stolen });
    expect(refusedAs(foreign)).to.deep.equal([422, true]);
    const bad = await one.browser.submit(one.answer, { assertion: '{}' });
    expect(refusedAs(bad)).to.deep.equal([422, true]);
    const back = await one.browser.post(one.answer.url, {
      asks: 'security_key',
      asked_at: askedAt(one.answer),
      assertion: stolen,
    });
    expect(back.status).to.equal(303);
    const again = { asks: 'security_key', asked_at: askedAt(one.answer), assertion: stolen };
    expect((await one.browser.post(one.answer.url, again)).status).to.equal(410);
    const late = await atChallenge(world, mina);
    const answered = JSON.stringify(key.answer(optionsOf(late.answer)));
    travel(301);
    expect(refusedAs(await late.browser.submit(late.answer, { assertion: answered }))).to.deep.equal([
      422,
      true,
    ]);
    expect(await eventsOf(world, mina.email)).to.include('authenticator.challenge_failed');
  });

  it('A-40: refuses a counter that went back: it may be a copy', async () => {
    const { world, mina, key } = await minaWithKey();
    const { browser, answer } = await atChallenge(world, mina);
    await world.application.redeem(await answerBy(browser, answer, key, { counter: 10 }));
    const copy = await atChallenge(world, mina);
    const refused = await answerBy(copy.browser, copy.answer, key, { counter: 9 });
    expect([refused.status, refused.name]).to.deep.equal([422, 'challenge']);
    const right = await answerBy(copy.browser, refused, key, { counter: 11 });
    expect((await world.application.redeem(right)).claims()?.amr).to.include('hwk');
  });

  it('A-40: refuses a key that was removed', async () => {
    const { world, mina, key, id } = await minaWithKey();
    const { browser, answer } = await atChallenge(world, mina);
    const { db } = world.server.countersign;
    const userId = (await db.people.byEmail(mina.email))?.user.id ?? '';
    await db.authenticators.remove(userId, id);
    const refused = await answerBy(browser, answer, key);
    expect([refused.status, refused.page.querySelector('[name=asks]')]).to.deep.equal([422, null]);
  });

  it('A-11, decision 3: stays open where wrong codes have locked the account, and ends the lock', async () => {
    const { world, mina, key } = await minaWithKey();
    const { browser, answer } = await atChallenge(world, mina);
    let page = await browser.submit(answer, { action: 'use_app_code' });
    for (let tries = 0; tries < 6; tries += 1) page = await browser.submit(page, { code: '000000' });
    expect(page.status).to.equal(429);
    const again = await atChallenge(world, mina);
    const tokens = await world.application.redeem(await answerBy(again.browser, again.answer, key));
    expect(tokens.claims()?.amr).to.include('mfa');
    const person = await world.server.countersign.db.people.byEmail(mina.email);
    expect(person?.user.secondFactorFailures).to.equal(0);
  });

  it('says what to do where no script runs, and charges nothing', async () => {
    const { world, mina } = await minaWithKey();
    const { browser, answer } = await atChallenge(world, mina);
    const refused = await browser.submit(answer);
    expect(refused.status).to.equal(422);
    expect(refused.body).to.include('Your key was not asked');
    const person = await world.server.countersign.db.people.byEmail(mina.email);
    expect(person?.user.secondFactorFailures).to.equal(0);
    const code = await browser.submit(refused, { action: 'use_app_code' });
    travel(60);
    const back = await browser.submit(code, { code: codeOf(mina.secret) });
    expect((await world.application.redeem(back)).claims()?.amr).to.include('otp');
  });

  it('is all there is for who has no app: codes are not offered', async () => {
    const world = await createWorld();
    const { key } = await enrollKeyBy(world, await apiOf(world, world.mina), world.mina.email);
    const { browser, answer } = await atChallenge(world, world.mina);
    expect(answer.page.querySelector('[value=use_app_code]')).to.equal(null);
    expect(answer.page.querySelector('[value=use_recovery_code]')).not.to.equal(null);
    expect((await world.application.redeem(await answerBy(browser, answer, key))).claims()?.amr).to.include(
      'mfa',
    );
    expect((await signIn(world.application, world.tomas)).answer.location).to.be.a('string');
  });

  it('is shown as often as anybody likes: no page of it ends another', async () => {
    const { world, mina, key } = await minaWithKey();
    const { browser, answer } = await atChallenge(world, mina);
    const shown = await Promise.all(Array.from({ length: 6 }, () => browser.open(answer.url)));
    expect(shown.map(({ status, name }) => `${status} ${name}`)).to.deep.equal(
      Array.from({ length: 6 }, () => '200 challenge'),
    );
    await browser.request(answer.url, { method: 'HEAD' });
    const tokens = await world.application.redeem(await answerBy(browser, answer, key));
    expect(tokens.claims()?.amr).to.include('hwk');
  });

  it('A-40: lets one of many equal answers through', async () => {
    const { world, mina, key } = await minaWithKey();
    const { browser, answer } = await atChallenge(world, mina);
    const fields = {
      asks: 'security_key',
      asked_at: askedAt(answer),
      assertion: JSON.stringify(key.answer(optionsOf(answer))),
    };
    const sent = await Promise.all(Array.from({ length: 5 }, () => browser.post(answer.url, fields)));
    const through = sent.filter(({ status }) => status === 303);
    expect(through, sent.map(({ status }) => status).join()).to.have.length(1);
    const [first] = through;
    if (first === undefined) return;
    expect((await world.application.redeem(await browser.follow(first))).claims()?.amr).to.include('hwk');
  });

  it('A-40: refuses an answer to a challenge of another time than the form says', async () => {
    const { world, mina, key } = await minaWithKey();
    const { browser, answer } = await atChallenge(world, mina);
    const assertion = JSON.stringify(key.answer(optionsOf(answer)));
    for (const asked_at of [String(Number(askedAt(answer)) + 1), String(Date.now() + 60_000), '', 'x']) {
      const refused = await browser.submit(await browser.open(answer.url), { asked_at, assertion });
      expect(refused.status, asked_at).to.equal(422);
    }
  });

  it('logs the first ten wrong answers of an account, whatever they hold', async () => {
    const { world, mina, key } = await minaWithKey();
    let { browser, answer } = await atChallenge(world, mina);
    answer = await answerBy(browser, answer, key, {
      origin: `http://localhost\u0000\ud800${'x'.repeat(3000)}`,
    });
    expect(answer.status).to.equal(422);
    for (let count = 0; count < 12; count += 1) answer = await browser.submit(answer, { assertion: '{}' });
    const events = await eventsOf(world, mina.email);
    expect(events.filter((type) => type === 'authenticator.challenge_failed')).to.have.length(10);
  });
});
