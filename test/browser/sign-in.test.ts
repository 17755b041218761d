import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import axe from 'axe-core';
import { expect } from 'chai';
import type { Browser, Page } from 'playwright-core';
import { inChromium } from '../harness/needs.ts';
import { createWorld, everyoneNow, mailedCode, password } from '../harness/world.ts';
import { launchChromium } from './support/chromium.ts';

inChromium((chromium) => describe('in a real browser', () => signInsIn(chromium)), 'zbarimg', 'oathtool');

function signInsIn(executablePath: string): void {
  let browser: Browser;
  before(async () => {
    browser = await launchChromium(executablePath);
  });
  after(async () => browser.close());

  it('T24, D33: a member enrols without JavaScript, by the QR code of a screenshot and a code of oathtool', async () => {
    const { application, mina, server } = await createWorld({ enforcement: everyoneNow });
    const page = await pageOf(browser, { javaScriptEnabled: false });
    await page.goto(await application.authorizationUrl());
    await fill(page, { email: mina.email, password });
    await fill(page, { code: mailedCode(server, mina.email) });
    const uri = new URL(await readQrCode(page));
    const secret = uri.searchParams.get('secret') ?? '';
    expect((await page.textContent('#totp-secret'))?.trim()).to.equal(secret);
    await fill(page, { code: oathCode(secret) });
    const [first = ''] = await page.locator('#recovery-codes li').allInnerTexts();
    const back = page.waitForRequest(/localhost:4999\/callback/);
    await fill(page, { kept: first.trim().slice(-4) });
    const answer = { location: (await back).url() };
    const claims = (await application.redeem(answer)).claims();
    expect(claims?.amr).to.deep.equal(['pwd', 'otp', 'mfa']);
  });

  it('a member signs in with the keyboard alone', async () => {
    const { application, tomas } = await createWorld({ enforcement: everyoneNow });
    const page = await pageOf(browser, {});
    await page.goto(await application.authorizationUrl());
    await page.focus('[name=email]');
    await page.keyboard.type(tomas.email);
    await page.keyboard.press('Tab');
    await page.keyboard.type(password);
    await page.keyboard.press('Enter');
    await page.waitForSelector('main[data-page=challenge]');
    await page.focus('[name=code]');
    await page.keyboard.type(oathCode(tomas.secret ?? ''));
    const back = page.waitForRequest(/localhost:4999\/callback/);
    await page.keyboard.press('Enter');
    expect((await back).url()).to.contain('code=');
  });

  it('axe finds nothing on the pages on the way', async () => {
    const { application, mina, server } = await createWorld({ enforcement: everyoneNow });
    const page = await pageOf(browser, { bypassCSP: true });
    await page.goto(await application.authorizationUrl());
    await expectAccessible(page, 'password');
    await fill(page, { email: mina.email, password });
    await expectAccessible(page, 'mailbox');
    await fill(page, { code: '00000000' });
    await expectAccessible(page, 'mailbox');
    await fill(page, { code: mailedCode(server, mina.email) });
    await expectAccessible(page, 'enroll');
    await fill(page, { code: oathCode((await page.textContent('#totp-secret'))?.trim() ?? '') });
    await expectAccessible(page, 'recovery-codes');
  });
}

async function pageOf(browser: Browser, options: Parameters<Browser['newContext']>[0]): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 360, height: 800 }, ...options });
  // Nothing listens at the application's address: the request to it is all that matters.
  await context.route(/localhost:4999/, (route) => route.fulfill({ status: 200, body: 'back' }));
  return context.newPage();
}

async function fill(page: Page, fields: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, value] of Object.entries(fields)) await page.fill(`[name=${name}]`, value);
  await page.click('button[name=action][value=continue]');
}

async function readQrCode(page: Page): Promise<string> {
  const directory = mkdtempSync(join(tmpdir(), 'countersign-qr-'));
  const path = join(directory, 'page.png');
  try {
    await page.setViewportSize({ width: 1280, height: 1400 });
    await page.screenshot({ path, fullPage: true });
    return execFileSync('zbarimg', ['--quiet', '--raw', path], { encoding: 'utf8' }).trim();
  } finally {
    rmSync(directory, { recursive: true });
  }
}

function oathCode(secret: string): string {
  return execFileSync('oathtool', ['--totp', '--base32', secret], { encoding: 'utf8' }).trim();
}

async function expectAccessible(page: Page, name: string): Promise<void> {
  await page.waitForSelector(`main[data-page=${name}]`);
  await page.evaluate(axe.source);
  const violations = await page.evaluate(
    'axe.run().then((result) => result.violations.map((each) => each.id))',
  );
  expect(violations, name).to.deep.equal([]);
}
