import { expect } from 'chai';
import type { Answer, Browser } from '../harness/browser.ts';
import { SecurityKeySimulator } from '../harness/security-key.ts';
import { codeOf, createWorld, everyoneNow, mailedCode, passPassword, type World } from '../harness/world.ts';
import { eventsOf } from '../self-service/support/people.ts';
import { creationOptionsOf, keep, register } from './support/keys.ts';

const onlyKeys = { ...everyoneNow, factors: ['webauthn'] };

/** Mina, at the page that sets up a factor. */
async function atSetUp(world: World): Promise<{ browser: Browser; answer: Answer }> {
  const { browser, answer } = await passPassword(world.application, world.mina);
  expect(answer.name).to.equal('mailbox');
  return {
    browser,
    answer: await browser.submit(answer, { code: mailedCode(world.server, world.mina.email) }),
  };
}

describe('setting up a security key at sign-in', () => {
  it('D31, D33: is offered beside an app, with recovery codes, and opens the next sign-in', async () => {
    const world = await createWorld({ enforcement: everyoneNow });
    const { browser, answer } = await atSetUp(world);
    expect(answer.page.querySelector('#totp-secret')).not.to.equal(null);
    const page = await browser.submit(answer, { action: 'use_security_key' });
    expect(page.headers.get('content-security-policy')).to.include("script-src 'self'");
    const key = new SecurityKeySimulator(world.server.issuer);
    const codes = await register(browser, page, key);
    expect(codes.name).to.equal('recovery-codes');
    const claims = (await world.application.redeem(await keep(browser, codes))).claims();
    expect(claims).to.deep.include({
      amr: ['pwd', 'pop', 'user', 'mfa', 'hwk'],
      acr: 'urn:countersign:acr:3',
    });
    const next = await passPassword(world.application, world.mina);
    const options = JSON.parse(next.answer.page.querySelector('form')?.getAttribute('data-key-get') ?? '{}');
    const back = await next.browser.submit(next.answer, { assertion: JSON.stringify(key.answer(options)) });
    expect((await world.application.redeem(back)).claims()?.amr).to.include('mfa');
    expect(await eventsOf(world, world.mina.email)).to.include('authenticator.enrolled');
  });

  it('is remembered as a key, and no other factor, where the organization remembers devices', async () => {
    const challenge = { max_age_seconds: 86_400, remembered_device_days: 1 };
    const world = await createWorld({ enforcement: { ...everyoneNow, factors: ['webauthn'], challenge } });
    const { browser, answer } = await atSetUp(world);
    const codes = await register(browser, answer, new SecurityKeySimulator(world.server.issuer));
    await world.application.redeem(await keep(browser, codes));
    const remembered = await world.server.countersign.db.sql(
      'SELECT d.factor FROM remembered_devices d JOIN users u ON u.id = d.user_id WHERE u.email = $1',
      [world.mina.email],
    );
    expect(remembered).to.deep.equal([{ factor: 'webauthn' }]);
  });

  it('is the only way where the organization allows keys alone', async () => {
    const world = await createWorld({ enforcement: onlyKeys });
    const { browser, answer } = await atSetUp(world);
    expect(answer.page.querySelector('#totp-secret')).to.equal(null);
    expect(answer.page.querySelector('[value=use_app_code]')).to.equal(null);
    const refused = await browser.submit(answer, { asks: 'app_code', code: '123456' });
    expect(refused.status).to.equal(409);
    const again = await browser.open(answer.url);
    const codes = await register(browser, again, new SecurityKeySimulator(world.server.issuer));
    const claims = (await world.application.redeem(await keep(browser, codes))).claims();
    expect(claims?.amr).to.include('pop');
  });

  it('comes after the code of an app that does not reach what is asked', async () => {
    const world = await createWorld({ enforcement: { ...everyoneNow, minimum_acr: 3 } });
    const { tomas } = world;
    const { browser, answer } = await passPassword(world.application, tomas);
    const page =
      answer.name === 'challenge'
        ? await browser.submit(answer, { code: codeOf(tomas.secret ?? '') })
        : answer;
    expect(page.name).to.equal('enroll');
    const codes = await register(browser, page, new SecurityKeySimulator(world.server.issuer));
    const claims = (await world.application.redeem(await keep(browser, codes))).claims();
    expect(claims?.acr).to.equal('urn:countersign:acr:3');
  });

  it('A-05, A-40: counts for nothing before the codes were kept, and takes no answer twice or for another page', async () => {
    const world = await createWorld({ enforcement: everyoneNow });
    const { browser, answer } = await atSetUp(world);
    const page = await browser.submit(answer, { action: 'use_security_key' });
    const key = new SecurityKeySimulator(world.server.issuer);
    const foreign = key.register(creationOptionsOf(page), { origin: 'https://evil.example' });
    const refused = await browser.submit(page, { assertion: JSON.stringify(foreign) });
    expect([refused.status, refused.body.includes('This key was not accepted')]).to.deep.equal([422, true]);
    const empty = await browser.submit(refused);
    expect([empty.status, empty.body.includes('Your key was not asked')]).to.deep.equal([422, true]);
    const codes = await register(browser, empty, key);
    expect(codes.name).to.equal('recovery-codes');
    const person = await world.server.countersign.db.people.byEmail(world.mina.email);
    expect(person?.factors).to.deep.equal([]);
    const fresh = await passPassword(world.application, world.mina);
    expect(fresh.answer.name).to.equal('mailbox');
  });
});
