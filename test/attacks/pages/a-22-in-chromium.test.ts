import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import type { Browser, BrowserContext } from 'playwright-core';
import { launchChromium } from '../../browser/support/chromium.ts';
import { enterArea } from '../../harness/areas.ts';
import { closedAtLast } from '../../harness/closing.ts';
import { inChromium } from '../../harness/needs.ts';
import { createWorld, type World } from '../../harness/world.ts';

/** A page of somebody else that sends a form as soon as it is read; `<way>?<address>`. */
const pages: Readonly<Record<string, (address: string) => string>> = {
  '/form': (address) => formTo(address, 'application/x-www-form-urlencoded'),
  '/hidden': (address) =>
    `<meta name="referrer" content="no-referrer">${formTo(address, 'application/x-www-form-urlencoded')}`,
  '/text': (address) => formTo(address, 'text/plain'),
  '/upload': (address) => formTo(address, 'multipart/form-data'),
  '/sandbox': (address) =>
    `<iframe sandbox="allow-forms allow-scripts allow-top-navigation" srcdoc="${formTo(address, 'application/x-www-form-urlencoded', '_top').replaceAll('"', '&quot;')}"></iframe>`,
  '/fetch': (address) =>
    `<script>fetch(${JSON.stringify(address)}, { method: 'POST', mode: 'no-cors', credentials: 'include',
      body: new URLSearchParams({ name: 'Mallory' }) }).finally(() => { document.title = 'sent'; })</script>`,
};

function formTo(address: string, type: string, target = '_self'): string {
  return `<form method="post" action="${address}" enctype="${type}" target="${target}">
    <input name="name" value="Mallory"></form><script>document.forms[0].submit()</script>`;
}

function startMallory(): Promise<Server> {
  const server = createServer((request, response) => {
    const [way = '', address = ''] = request.url?.split('?') ?? [];
    response.setHeader('content-type', 'text/html');
    response.end(`<!doctype html><title>waiting</title>${pages[way]?.(decodeURIComponent(address)) ?? ''}`);
  });
  closedAtLast(() => {
    server.closeAllConnections();
    server.close();
  });
  return new Promise((resolve) => server.listen(0, '0.0.0.0', () => resolve(server)));
}

inChromium((executablePath) => describe('A-22: in Chromium', () => testInChromium(executablePath)));

function testInChromium(executablePath: string): void {
  let chromium: Browser;
  let mallory: Server;
  let world: World;
  let context: BrowserContext;
  let profile: string;

  before(async () => {
    chromium = await launchChromium(executablePath);
    mallory = await startMallory();
    world = await createWorld();
    profile = `${world.server.issuer}/account/profile`;
    const { browser } = await enterArea(profile, world.mina);
    context = await chromium.newContext();
    const { cookies } = await browser.jar.serialize();
    await context.addCookies(
      cookies.map(({ key = '', value, path, httpOnly }) => ({
        name: key,
        value: String(value),
        domain: 'localhost',
        path: String(path ?? '/'),
        httpOnly: httpOnly === true,
        sameSite: 'Lax' as const,
      })),
    );
  });

  after(async () => {
    await chromium.close();
    mallory.closeAllConnections();
    mallory.close();
  });

  const nameNow = async () => (await world.server.countersign.db.people.byEmail(world.mina.email))?.user.name;

  for (const way of Object.keys(pages))
    it(`A-22: from another port, where cookies come along, and from another site: ${way.slice(1)}`, async () => {
      const { port } = mallory.address() as AddressInfo;
      for (const host of ['localhost', '127.0.0.1']) {
        const page = await context.newPage();
        const answered = page.waitForResponse((response) => response.url() === profile);
        await page.goto(`http://${host}:${port}${way}?${encodeURIComponent(profile)}`);
        const response = await answered;
        expect(response.status(), host).to.equal(403);
        expect(await nameNow()).to.equal('Mina');
        await page.close();
      }
    });

  it('A-22: our own page says where its form comes from, and is heard', async () => {
    const page = await context.newPage();
    await page.goto(profile);
    await page.locator('[name=name]').fill('Mina Rossi');
    const sent = page.waitForRequest((request) => request.method() === 'POST');
    await page.locator('main form button[value=continue], main form button:not([name])').first().click();
    expect((await (await sent).allHeaders()).origin).to.equal(world.server.issuer);
    await page.waitForSelector('.banner.good');
    expect(await nameNow()).to.equal('Mina Rossi');
    await page.close();
  });
}
