import { expect } from 'chai';
import { parse } from 'node-html-parser';
import { Browser } from '../../harness/browser.ts';
import { nameOfCookie } from '../../harness/cookies.ts';
import { RawConnection, wireRequest } from '../../harness/raw-connection.ts';
import { createWorld, type World } from '../../harness/world.ts';

const own = { 'sec-fetch-site': 'same-origin' };

describe('the language that a person chooses at the foot of a page', () => {
  let world: World;

  before(async () => {
    world = await createWorld();
  });

  const languageAt = async (browser: Browser, path: string) =>
    (await browser.open(`${world.server.issuer}${path}`)).page.querySelector('html')?.getAttribute('lang');

  it('is kept for every page, and the address is the one before', async () => {
    const browser = new Browser({ 'accept-language': 'de', ...own });
    const answer = await browser.request(`${world.server.issuer}/password/forgotten?a=b&language=nl`);
    expect([answer.status, answer.location]).to.deep.equal([
      303,
      `${world.server.issuer}/password/forgotten?a=b`,
    ]);
    expect(await browser.cookies(world.server.issuer)).to.deep.equal([
      `${nameOfCookie(world.server.issuer, 'language')}=nl`,
    ]);
    const [, expires = ''] = /expires=([^;]+)/i.exec(answer.headers.get('set-cookie') ?? '') ?? [];
    expect(Date.parse(expires), 'a year').to.be.closeTo(Date.now() + 365 * 24 * 3_600_000, 60_000);
    for (const path of ['/', '/password/forgotten', '/device', '/nowhere', '/account/nowhere'])
      expect(await languageAt(browser, path), path).to.equal('nl');
  });

  it('outweighs what the application and the browser ask for', async () => {
    const browser = new Browser({ 'accept-language': 'de' });
    const before = await world.application.start(browser, { ui_locales: 'fr' });
    expect(before.page.querySelector('html')?.getAttribute('lang')).to.equal('fr');
    const after = await browser.open(`${before.url}?language=nl`);
    expect([after.url, after.page.querySelector('html')?.getAttribute('lang')]).to.deep.equal([
      before.url,
      'nl',
    ]);
    const again = await world.application.start(browser, { ui_locales: 'fr' });
    expect(again.page.querySelector('html')?.getAttribute('lang')).to.equal('nl');
  });

  it('is nobody else’s to choose: not another site’s, nor a language that there is not', async () => {
    for (const site of ['cross-site', 'same-site']) {
      const browser = new Browser({ 'sec-fetch-site': site, 'accept-language': 'de' });
      expect(await languageAt(browser, '/?language=nl')).to.equal('de');
      const start = await world.application.start(browser, { language: 'nl' });
      expect(start.page.querySelector('html')?.getAttribute('lang')).to.equal('de');
      expect((await browser.cookies(world.server.issuer)).join()).not.to.include('language');
    }
    const browser = new Browser(own);
    for (const language of ['es', 'nl-BE', '', '../nl', 'constructor'])
      expect((await browser.request(`${world.server.issuer}/?language=${language}`)).status).to.equal(200);
    expect(await browser.cookies(world.server.issuer)).to.deep.equal([]);
  });

  it('is not asked for by a form, nor by a program', async () => {
    const browser = new Browser(own);
    const posted = await browser.post(`${world.server.issuer}/password/forgotten?language=nl`, { email: '' });
    expect(posted.status).to.equal(422);
    for (const path of ['/api/v1/openapi.json', '/jwks', '/.well-known/openid-configuration', '/health/live'])
      expect(
        (await fetch(`${world.server.issuer}${path}?language=nl`, { redirect: 'manual' })).status,
        path,
      ).to.equal(200);
    expect(await browser.cookies(world.server.issuer)).to.deep.equal([]);
  });

  /** Each in a request of its own, as no client writes them. */
  const targets = [
    '//evil.example/',
    '/\\evil.example/',
    '/.//evil.example/',
    '//\\evil.example',
    '/%2F/evil.example/',
  ];
  for (const target of targets)
    it(`leads to no other host, asked for at ${target}`, async () => {
      const { issuer } = world.server;
      for (const query of ['?language=nl', '']) {
        const connection = await RawConnection.open(issuer);
        await connection.write(wireRequest(`GET ${target}${query}`, { accept: 'text/html' }));
        const answer = await connection.answer();
        connection.close();
        const { location = '/' } = answer?.headers ?? {};
        expect(new URL(location, issuer).origin).to.equal(issuer);
        const links = parse(answer?.body ?? '').querySelectorAll('footer a');
        expect(links).to.have.length(query === '' ? 3 : 0);
        for (const link of links)
          expect(new URL(link.getAttribute('href') ?? '', issuer).origin).to.equal(issuer);
      }
    });
});
