import { expect } from 'chai';
import type { Browser } from 'playwright-core';
import { inChromium } from '../harness/needs.ts';
import { codeOf, createWorld, everyoneNow, type TestPerson } from '../harness/world.ts';
import { launchChromium } from './support/chromium.ts';

/** Back at the application. */
const withCode = /localhost:4999\/callback\?code=/;

inChromium((chromium) => describe('two tabs of one Chromium', () => testsIn(chromium)));

function testsIn(executablePath: string): void {
  let browser: Browser;
  before(async () => {
    browser = await launchChromium(executablePath);
  });
  after(async () => browser.close());

  async function tabs() {
    const world = await createWorld({ enforcement: everyoneNow });
    const context = await browser.newContext({ javaScriptEnabled: false });
    const [first, second] = [await context.newPage(), await context.newPage()];
    await first.goto(await world.application.authorizationUrl());
    await second.goto(await world.otherApplication.authorizationUrl());
    const send = async (page: typeof first, fields: Readonly<Record<string, string>>) => {
      for (const [name, value] of Object.entries(fields)) await page.fill(`[name=${name}]`, value);
      await page.click('button[name=action][value=continue]');
    };
    const signInAs = async (page: typeof first, { email, password, secret }: TestPerson) => {
      await send(page, { email, password });
      await send(page, { code: codeOf(secret ?? '') });
    };
    return { ...world, context, first, second, send, signInAs };
  }

  it('end up at both applications after one sign-in, once the other is loaded anew', async () => {
    const { first, second, signInAs, tomas, context } = await tabs();
    await Promise.all([second.waitForRequest(withCode), signInAs(second, tomas)]);
    // Nothing listens there: the request is all that matters.
    await Promise.all([first.waitForRequest(withCode), first.reload().catch(() => null)]);
    await context.close();
  });

  it('let the second of two people go on to their application, without scripts', async () => {
    const { first, second, send, signInAs, olivia, tomas, context } = await tabs();
    await send(first, { email: olivia.email, password: olivia.password });
    await Promise.all([second.waitForRequest(withCode), signInAs(second, tomas)]);
    await send(first, { code: codeOf(olivia.secret ?? '') });
    expect(await first.getAttribute('main', 'data-page')).to.equal('other-account');
    await Promise.all([first.waitForRequest(withCode), send(first, {})]);
    await context.close();
  });
}
