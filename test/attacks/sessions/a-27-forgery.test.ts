import { expect } from 'chai';
import { UnsecuredJWT } from 'jose';
import type { Application } from '../../harness/application.ts';
import { Browser } from '../../harness/browser.ts';
import { createWorld, everyoneNow, signIn, type World } from '../../harness/world.ts';
import { openChallenge, rightCode } from '../support/guessing.ts';

const level2 = 'urn:countersign:acr:2';

/** What somebody would send who hopes that it is copied into the session or the token. */
const forged: Readonly<Record<string, string>> = {
  amr: 'mfa',
  'amr[]': 'mfa',
  acr: level2,
  mfa: 'true',
  mfa_time: '9999999999',
  auth_time: '9999999999',
  'login[amr]': 'mfa',
  'login[acr]': level2,
  'login[accountId]': '00000000-0000-4000-8000-000000000000',
  'mfa[]': '',
  result: JSON.stringify({ login: { amr: ['pwd', 'otp', 'mfa'], acr: level2 }, mfa: {} }),
  countersign: JSON.stringify({ proofs: { passwordAt: 1, totpAt: 1 }, userEpoch: 1 }),
  progress: JSON.stringify({ proofs: { passwordAt: 1, totpAt: 1 } }),
  '__proto__[amr]': 'mfa',
  constructor: 'mfa',
  roles: 'owner',
};

async function expectPasswordOnly(application: Application, location: string | null) {
  const tokens = await application.redeem({ location });
  const claims = tokens.claims();
  expect([claims?.amr, claims?.acr, claims?.mfa_time]).to.deep.equal([
    ['pwd'],
    'urn:countersign:acr:1',
    undefined,
  ]);
  expect(claims?.auth_time).to.be.closeTo(Date.now() / 1000, 5);
  return tokens;
}

describe('A-27 forged claims', () => {
  it('A-27 change nothing in the query and in every form', async () => {
    const { application, greta } = await createWorld();
    const browser = new Browser();
    const page = await application.start(browser, { ...forged });
    const url = new URL(page.url);
    url.search = new URLSearchParams(forged).toString();
    const fields = { ...forged, email: greta.email, password: greta.password, action: 'continue' };
    const answer = await browser.follow(await browser.post(url.href, fields));
    await expectPasswordOnly(application, answer.location);
  });

  it('A-27 do not stand in for the second factor', async () => {
    const { application, tomas } = await createWorld({ enforcement: everyoneNow });
    const { browser, url } = await openChallenge(application, tomas);
    const bare = await browser.post(url, { ...forged, action: 'continue' });
    expect([bare.status, bare.location]).to.deep.equal([422, null]);
    const returning = await browser.open(`${url}?${new URLSearchParams(forged)}`);
    expect(returning.name).to.equal('challenge');
    const right = await browser.post(url, { ...forged, code: rightCode(tomas), action: 'continue' });
    const claims = (await application.redeem(await browser.follow(right))).claims();
    expect(claims?.amr).to.deep.equal(['pwd', 'otp', 'mfa']);
    expect(claims?.mfa_time).to.be.closeTo(Date.now() / 1000, 5);
  });

  for (const [name, type, write] of [
    ['JSON', 'application/json', (fields: object) => JSON.stringify(fields)],
    ['text', 'text/plain', (fields: Record<string, string>) => new URLSearchParams(fields).toString()],
  ] as const) {
    it(`A-27 in ${name} are not read, and neither is a right code`, async () => {
      const { application, tomas } = await createWorld({ enforcement: everyoneNow });
      const { browser, url } = await openChallenge(application, tomas);
      const body = write({ ...forged, code: rightCode(tomas), action: 'continue' });
      const answer = await browser.request(url, { method: 'POST', body, headers: { 'content-type': type } });
      expect(answer.status).to.be.within(400, 422);
      expect(answer.location).to.equal(null);
      const silent = await application.start(browser, { prompt: 'none' });
      expect(application.errorOf(silent)).to.equal('login_required');
    });
  }

  it('A-27 in the claims parameter change nothing', async () => {
    const world = await createWorld();
    const wanted = {
      amr: { essential: true, values: ['mfa', 'otp'] },
      mfa_time: { value: 1 },
      auth_time: { value: 1 },
      organization: { value: world.slug },
    };
    const claims = JSON.stringify({ id_token: wanted, userinfo: wanted });
    const { answer } = await signIn(world.application, world.greta, { parameters: { claims } });
    const tokens = await expectPasswordOnly(world.application, answer.location);
    expect(tokens.claims()).not.to.have.property('organization');
  });

  for (const name of ['request', 'request_uri']) {
    it(`A-27 in ${name} are refused with it`, async () => {
      const { application, greta } = await createWorld();
      const { browser, answer } = await signIn(application, greta);
      await application.redeem(answer);
      const object = new UnsecuredJWT({ ...forged, client_id: application.clientId }).encode();
      const value = name === 'request' ? object : 'http://localhost:4999/request.jwt';
      const refused = await application.start(browser, { [name]: value });
      expect(refused.location ?? '').not.to.contain('code=');
      expect(refused.body + (refused.location ?? '')).to.match(
        /request(_uri)?_not_supported|invalid_request/,
      );
    });
  }

  it('A-27 in an id_token_hint of somebody else, or made up, open nothing', async () => {
    const { application, greta, tomas } = await createWorld({ enforcement: everyoneNow });
    const { answer } = await signIn(application, tomas);
    const { id_token: hint = '' } = await application.redeem(answer);
    const other = await signIn(application, greta);
    await application.redeem(other.answer);
    const silent = await application.start(other.browser, { id_token_hint: hint, prompt: 'none' });
    expect(application.errorOf(silent)).to.equal('login_required');
    const [, body = ''] = hint.split('.');
    const header = Buffer.from('{"alg":"none"}').toString('base64url');
    for (const made of [`${header}.${body}.`, `${hint.slice(0, -6)}AAAAAA`, 'nothing']) {
      const refused = await application.start(other.browser, { id_token_hint: made });
      expect(application.errorOf(refused)).to.equal('invalid_request');
    }
  });

  it('A-27 in a login_hint only fill the e-mail in, as text', async () => {
    const { application, tomas } = await createWorld({ enforcement: everyoneNow });
    const browser = new Browser();
    const page = await application.start(browser, { login_hint: tomas.email });
    expect(page.name).to.equal('password');
    expect(page.page.querySelector('input[name=email]')?.getAttribute('value')).to.equal(tomas.email);
    const markup = '"><input name=amr value=mfa>';
    const escaped = await application.start(new Browser(), { login_hint: markup });
    expect(escaped.page.querySelector('input[name=amr]')).to.equal(null);
    expect(escaped.page.querySelector('input[name=email]')?.getAttribute('value')).to.equal(markup);
  });

  it('A-27 at the token endpoint change nothing', async () => {
    const world = await createWorld();
    const { application, greta } = world;
    const { answer } = await signIn(application, greta);
    const tokens = await askForTokens(world, { ...forged, ...application.redemption(answer) });
    const refresh = { grant_type: 'refresh_token', refresh_token: tokens.refresh_token };
    const refreshed = await askForTokens(world, { ...forged, ...refresh });
    for (const { id_token: token } of [tokens, refreshed]) {
      const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
      expect([claims.amr, claims.acr]).to.deep.equal([['pwd'], 'urn:countersign:acr:1']);
    }
  });
});

async function askForTokens({ application, server }: World, body: Record<string, string>) {
  const response = await fetch(`${server.issuer}/token`, {
    method: 'POST',
    headers: application.credentials(),
    body: new URLSearchParams(body),
  });
  expect(response.status).to.equal(200);
  return (await response.json()) as { id_token: string; refresh_token: string };
}
