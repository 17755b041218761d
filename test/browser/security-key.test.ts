import axe from 'axe-core';
import { expect } from 'chai';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { apiOf } from '../harness/api.ts';
import { inChromium } from '../harness/needs.ts';
import { SecurityKeySimulator } from '../harness/security-key.ts';
import { createWorld, everyoneNow, mailedCode, password, type World } from '../harness/world.ts';
import { enrollBy, enrollKeyBy } from '../self-service/support/people.ts';
import { launchChromium } from './support/chromium.ts';

inChromium((chromium) => describe('a security key in a real browser', () => keysIn(chromium)));

function keysIn(executablePath: string): void {
  let browser: Browser;
  before(async () => {
    browser = await launchChromium(executablePath);
  });
  after(async () => browser?.close());

  it('D34: is asked by the keyboard alone, at the width of a phone', async () => {
    const { world, page, key } = await atTheChallenge(browser);
    await plugIn(page, key);
    expect(await page.evaluate('document.documentElement.scrollWidth')).to.be.at.most(360);
    const back = page.waitForRequest(/localhost:4999\/callback/);
    await page.focus('button[value=continue]');
    await page.keyboard.press('Enter');
    const answer = { location: (await back).url() };
    const claims = (await world.application.redeem(answer)).claims();
    expect(claims?.amr).to.deep.equal(['pwd', 'pop', 'user', 'mfa', 'hwk']);
  });

  it('says so where no key answers, and a code goes on', async () => {
    const { page } = await atTheChallenge(browser);
    await plugIn(page, new SecurityKeySimulator('http://localhost'));
    await page.click('button[value=continue]');
    await page.getByText('Your key did not answer').waitFor();
    await page.click('button[value=use_app_code]');
    expect(await page.waitForSelector('#code')).not.to.equal(null);
  });

  it('says so where scripts are off', async () => {
    const { page } = await atTheChallenge(browser, { javaScriptEnabled: false });
    expect(await page.textContent('noscript')).to.include('must be allowed to run the script');
    await page.click('button[value=continue]');
    await page.getByText('Your key was not asked').first().waitFor();
  });

  it('D31: is set up on the way, and axe finds nothing on the page', async () => {
    const world = await createWorld({ enforcement: everyoneNow });
    const page = await pageAt(browser, world, { bypassCSP: true });
    await page.fill('[name=code]', mailedCode(world.server, world.mina.email));
    await page.click('button[value=continue]');
    await page.click('button[value=use_security_key]');
    await page.waitForSelector('form[data-key-create]');
    await page.evaluate(axe.source);
    const { violations } = await page.evaluate('axe.run()').then((found) => found as axe.AxeResults);
    expect(violations.map(({ id }) => id)).to.deep.equal([]);
    await plugIn(page);
    await page.click('button[value=continue]');
    await page.waitForSelector('main[data-page=recovery-codes]');
    const [first = ''] = await page.locator('#recovery-codes li').allInnerTexts();
    const back = page.waitForRequest(/localhost:4999\/callback/);
    await page.fill('[name=kept]', first.trim().slice(-4));
    await page.click('button[value=continue]');
    const answer = { location: (await back).url() };
    const claims = (await world.application.redeem(answer)).claims();
    expect(claims?.amr).to.include.members(['pop', 'mfa']);
  });
}

/** Mina has an app and a key, and has given her password. */
async function atTheChallenge(browser: Browser, options: Parameters<Browser['newContext']>[0] = {}) {
  const world = await createWorld();
  const api = await apiOf(world, world.mina);
  await enrollBy(world, api, world.mina.email);
  const { key } = await enrollKeyBy(world, api, world.mina.email);
  const page = await pageAt(browser, world, options);
  await page.waitForSelector('main[data-page=challenge]');
  return { world, page, key };
}

/** A page on which Mina has given her password. */
async function pageAt(
  browser: Browser,
  world: World,
  options: Parameters<Browser['newContext']>[0],
): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 360, height: 800 }, ...options });
  await context.route(/localhost:4999/, (route) => route.fulfill({ status: 200, body: 'back' }));
  const page = await context.newPage();
  await page.goto(await world.application.authorizationUrl());
  await page.fill('[name=email]', world.mina.email);
  await page.fill('[name=password]', password);
  await page.click('button[value=continue]');
  return page;
}

/** @see WebAuthn section 11.3 (virtual authenticators) */
async function plugIn(page: Page, key?: SecurityKeySimulator): Promise<void> {
  const context: BrowserContext = page.context();
  const devtools = await context.newCDPSession(page);
  await devtools.send('WebAuthn.enable');
  const { authenticatorId } = await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: { protocol: 'ctap2', transport: 'usb', automaticPresenceSimulation: true },
  });
  if (key === undefined) return;
  const credential = { rpId: 'localhost', ...key.virtual };
  await devtools.send('WebAuthn.addCredential', { authenticatorId, credential });
}
