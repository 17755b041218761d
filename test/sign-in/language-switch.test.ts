import { expect } from 'chai';
import { type Answer, Browser } from '../harness/browser.ts';
import {
  codeOf,
  createWorld,
  everyoneNow,
  mailedCode,
  passPassword,
  signIn,
  type World,
} from '../harness/world.ts';

/** Follows the link at the foot of a page; the same page comes up, in that language. */
async function switchTo(browser: Browser, from: Answer, language: string): Promise<Answer> {
  const link = from.page.querySelector(`footer a[hreflang=${language}]`)?.getAttribute('href') ?? '';
  const answer = await browser.open(new URL(link, from.url).href);
  expect([answer.status, answer.name], from.url).to.deep.equal([200, from.name]);
  expect(answer.page.querySelector('html')?.getAttribute('lang')).to.equal(language);
  expect(answer.url).not.to.include('language=');
  return answer;
}

describe('whoever changes the language on the way', () => {
  let world: World;

  before(async () => {
    world = await createWorld({ enforcement: everyoneNow });
  });

  it('goes on where they were, on each page of a set-up', async () => {
    const { application, mina, server } = world;
    const browser = new Browser({ 'accept-language': 'de' });
    const start = await switchTo(browser, await application.start(browser), 'nl');
    const mailbox = await browser.submit(start, { email: mina.email, password: mina.password });
    expect(mailbox.name).to.equal('mailbox');
    const switched = await switchTo(browser, mailbox, 'fr');
    const scan = await browser.submit(switched, { code: mailedCode(server, mina.email) });
    const secretOf = ({ page }: Answer) => page.querySelector('#totp-secret')?.text.trim() ?? '';
    const scanned = await switchTo(browser, scan, 'de');
    expect(secretOf(scanned)).to.equal(secretOf(scan)).and.not.to.equal('');
    const codes = await browser.submit(scanned, { code: codeOf(secretOf(scan)) });
    const listOf = ({ page }: Answer) => page.querySelectorAll('#recovery-codes li').map(({ text }) => text);
    const again = await switchTo(browser, codes, 'en');
    expect(listOf(again)).to.deep.equal(listOf(codes)).and.to.have.length(10);
    const answer = await browser.submit(again, { kept: listOf(codes)[0]?.trim().slice(-4) ?? '' });
    expect((await application.redeem(answer)).claims()?.amr).to.include('mfa');
  });

  it('is shown the same form again after a refused one, or another one than the first', async () => {
    const { application, tomas } = world;
    const { browser, answer } = await passPassword(application, tomas);
    const refused = await browser.submit(answer, { code: '000000' });
    expect(refused.status).to.equal(422);
    await switchTo(browser, refused, 'de');
    const recovery = await browser.submit(answer, { action: 'use_recovery_code' });
    const hidden = 'input[name=asks][value=recovery_code]';
    const isRecovery = recovery.page.querySelector(hidden) !== null;
    expect((await switchTo(browser, recovery, 'fr')).page.querySelector(hidden) !== null).to.equal(
      isRecovery,
    );
  });

  it('is still asked whether to sign out, by the same application', async () => {
    const { application, greta, server } = world;
    const { browser } = await signIn(application, greta);
    const query = `client_id=${application.clientId}&post_logout_redirect_uri=${encodeURIComponent('http://localhost:4999/')}`;
    const confirm = await browser.open(`${server.issuer}/session/end?${query}`);
    const switched = await switchTo(browser, confirm, 'nl');
    expect(switched.name).to.equal('logout-confirm');
    expect((await browser.submit(switched)).location).to.equal('http://localhost:4999/');
  });

  it('is sent on with an answer that still counts, where it goes by a form', async () => {
    const { application, greta } = world;
    const parameters = { response_mode: 'form_post', ui_locales: 'fr' };
    const { browser, answer } = await signIn(application, greta, { parameters });
    expect(answer.name).to.equal('form-post');
    const switched = await switchTo(browser, answer, 'nl');
    const value = (name: string) => switched.page.querySelector(`[name=${name}]`)?.getAttribute('value');
    expect(value('code')).to.be.a('string');
    expect(value('state')).to.equal(answer.page.querySelector('[name=state]')?.getAttribute('value'));
  });

  it('still reads the code that the device shows', async () => {
    const { server } = world;
    const grant_types = ['urn:ietf:params:oauth:grant-type:device_code'];
    const device = await createWorld({
      server,
      client: { grant_types, redirect_uris: [], response_types: [] },
    });
    const asked = await fetch(`${server.issuer}/device/auth`, {
      method: 'POST',
      headers: device.application.credentials(),
      body: new URLSearchParams({ client_id: device.application.clientId, scope: 'openid' }),
    });
    const { user_code: code } = (await asked.json()) as { user_code: string };
    const browser = new Browser();
    const typing = await switchTo(browser, await browser.open(`${server.issuer}/device`), 'de');
    const confirm = await browser.submit(typing, { user_code: code });
    expect(confirm.name).to.equal('device-confirm');
    const link = confirm.page.querySelector('footer a[hreflang=nl]')?.getAttribute('href') ?? '';
    const switched = await browser.open(new URL(link, confirm.url).href);
    expect(switched.page.querySelector('html')?.getAttribute('lang')).to.equal('nl');
    expect(switched.body).to.include(code);
  });
});
