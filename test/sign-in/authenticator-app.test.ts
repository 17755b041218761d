import { execFileSync } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { expect } from 'chai';
import { travelToMidStep } from '../attacks/support/mid-step.ts';
import { apiOf } from '../harness/api.ts';
import type { Answer } from '../harness/browser.ts';
import { withNeeds } from '../harness/needs.ts';
import { startTestServer, type TestServer } from '../harness/server.ts';
import { createWorld, everyoneNow, mailedCode, passPassword } from '../harness/world.ts';

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** Base32 without padding. @see RFC 4648 section 6 */
function bytesOf(secret: string): Buffer {
  const bits = [...secret].map((letter) => letters.indexOf(letter).toString(2).padStart(5, '0')).join('');
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
}

/** What an app reads in an otpauth address; what is left out is what all apps take for granted. */
function readByApp(uri: string) {
  const { protocol, host, pathname, searchParams } = new URL(uri);
  expect([protocol, host]).to.deep.equal(['otpauth:', 'totp']);
  const [issuer, account] = decodeURIComponent(pathname.slice(1)).split(':');
  expect(searchParams.get('issuer')).to.equal(issuer);
  return {
    account,
    issuer,
    secret: searchParams.get('secret') ?? '',
    algorithm: (searchParams.get('algorithm') ?? 'SHA1').toLowerCase(),
    digits: Number(searchParams.get('digits') ?? 6),
    period: Number(searchParams.get('period') ?? 30),
  };
}

/** The code on its display: nothing of ours, just the standard. @see RFC 6238 section 4, RFC 4226 section 5.3 */
function shownByApp({ secret, algorithm, digits, period }: ReturnType<typeof readByApp>): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 1000 / period)));
  const mac = createHmac(algorithm, bytesOf(secret)).update(counter).digest();
  const truncated = mac.readUInt32BE((mac.at(-1) ?? 0) & 15) & 0x7fffffff;
  return String(truncated % 10 ** digits).padStart(digits, '0');
}

const uriOf = ({ page }: Answer): string =>
  page.querySelector('a[href^="otpauth:"]')?.getAttribute('href')?.replaceAll('&amp;', '&') ?? '';

/** The set-up page of a member who has to have a factor. */
async function setUpPage(server?: TestServer) {
  const world = await createWorld({ enforcement: everyoneNow, ...(server && { server }) });
  const { browser, answer } = await passPassword(world.application, world.mina);
  const code = mailedCode(world.server, world.mina.email);
  return { world, browser, page: await browser.submit(answer, { code }) };
}

describe('any authenticator app', () => {
  beforeEach(travelToMidStep);

  it('T24: reads the address of the set-up page and shows the code that is accepted', async () => {
    const { world, browser, page } = await setUpPage();
    const app = readByApp(uriOf(page));
    expect(app).to.deep.include({ issuer: 'Countersign', account: world.mina.email });
    expect(app.secret).to.equal(page.page.querySelector('#totp-secret')?.text.trim());
    expect((await browser.submit(page, { code: shownByApp(app) })).name).to.equal('recovery-codes');
  });

  it('T24: reads a period and a name that the installation has chosen', async () => {
    const server = await startTestServer({ totp: { periodSeconds: 60, issuerName: 'Acme & Söhne' } });
    try {
      const { browser, page } = await setUpPage(server);
      const app = readByApp(uriOf(page));
      expect(app).to.deep.include({ issuer: 'Acme & Söhne', period: 60 });
      expect((await browser.submit(page, { code: shownByApp(app) })).name).to.equal('recovery-codes');
    } finally {
      await server.stop();
    }
  });

  it('T24: reads the address that the API tells, and goes on to open sign-ins', async () => {
    const world = await createWorld();
    const api = await apiOf(world, world.mina);
    const { id, otpauth_uri } = (await api.post('/me/authenticators', { kind: 'totp' })).body;
    const app = readByApp(otpauth_uri);
    const proofs = { code: shownByApp(app), mailbox_code: mailedCode(world.server, world.mina.email) };
    expect((await api.post(`/me/authenticators/${id}/confirm`, proofs)).status).to.equal(201);
    travelToMidStep();
    const { browser, answer } = await passPassword(world.application, world.mina);
    expect((await browser.submit(answer, { code: shownByApp(app) })).location).to.include('code=');
  });

  withNeeds(['oathtool'], () => {
    it('T24: is oathtool as well', async () => {
      const { browser, page } = await setUpPage();
      const { secret } = readByApp(uriOf(page));
      const now = `@${Math.floor(Date.now() / 1000)}`;
      const code = execFileSync('oathtool', ['--totp', '--base32', '--now', now, secret], {
        encoding: 'utf8',
      });
      expect((await browser.submit(page, { code: code.trim() })).name).to.equal('recovery-codes');
    });
  });
});

describe('a wrong code of an app', () => {
  const words = {
    en: ['The token is invalid', 'time zone on both devices'],
    de: ['Der Code ist ungültig', 'auf beiden Geräten die Uhrzeit und die Zeitzone'],
    fr: ['Le code n’est pas valable', 'l’heure et le fuseau horaire sur les deux appareils'],
  };

  for (const [language, [message = '', help = '']] of Object.entries(words)) {
    it(`T29: is told to be invalid, with help about time and zone on both devices (${language})`, async () => {
      const { application, tomas } = await createWorld({ enforcement: everyoneNow });
      const { browser, answer } = await passPassword(application, tomas);
      const headers = { 'accept-language': language };
      const refused = await browser.post(answer.url, { code: '000000', action: 'continue' }, { headers });
      expect([refused.status, refused.name]).to.deep.equal([422, 'challenge']);
      const text = refused.page.querySelector('main')?.text.replaceAll(/\s+/g, ' ');
      expect(text).to.include(message).and.to.include(help);
    });
  }

  it('T29: is told so on the set-up page as well, which stays as it was', async () => {
    const { browser, page } = await setUpPage();
    const refused = await browser.submit(page, { code: '000000' });
    expect([refused.status, refused.name]).to.deep.equal([422, 'enroll']);
    const text = refused.page.querySelector('main')?.text.replaceAll(/\s+/g, ' ');
    expect(text).to.include('The token is invalid').and.to.include('time zone on both devices');
    expect(uriOf(refused)).to.equal(uriOf(page));
  });
});
