import axe from 'axe-core';
import { expect } from 'chai';
import type { Browser, Page } from 'playwright-core';
import { operatorOf } from '../harness/api.ts';
import { invite, membersOf } from '../harness/invitations.ts';
import { inChromium } from '../harness/needs.ts';
import { createWorld, password } from '../harness/world.ts';
import { launchChromium } from './support/chromium.ts';

inChromium((chromium) => describe('an invitation in a real browser', () => joinsIn(chromium)));

function joinsIn(executablePath: string): void {
  let browser: Browser;
  before(async () => {
    browser = await launchChromium(executablePath);
  });
  after(async () => browser.close());

  async function pageOf(options: Parameters<Browser['newContext']>[0]): Promise<Page> {
    const context = await browser.newContext({ viewport: { width: 360, height: 800 }, ...options });
    return context.newPage();
  }

  it('D12: is accepted without JavaScript by a person without an account', async () => {
    const world = await createWorld();
    const email = `nora@${world.slug}.example`;
    const { link } = await invite(world, await operatorOf(world), { email });
    const page = await pageOf({ javaScriptEnabled: false });
    await page.goto(link);
    await go(page, { name: 'Nora', new_password: 'short' });
    expect(await page.inputValue('[name=name]')).to.equal('Nora');
    expect(await page.inputValue('[name=new_password]')).to.equal('');
    await go(page, { new_password: password });
    expect(await page.inputValue('[name=email]')).to.equal(email);
    await go(page, { password });
    expect(await nameOf(page)).to.equal('joined');
    expect(await membersOf(world)).to.have.property(email, 'member');
    await page.reload();
    expect(await nameOf(page), 'again').to.equal('joined');
  });

  it('D13: has pages in which axe finds nothing, whoever is signed in', async () => {
    const world = await createWorld({ enforcement: { preset: 'all-at-once', activation: 'immediately' } });
    const operator = await operatorOf(world);
    const { link } = await invite(world, operator, { email: world.greta.email, role: 'admin' });
    const another = await invite(world, operator, { email: `nora@${world.slug}.example` });
    const page = await pageOf({ bypassCSP: true });
    await page.goto(link);
    await expectAccessible(page, 'join');
    await go(page, {});
    await go(page, { password });
    await expectAccessible(page, 'joined');
    await page.goto(another.link);
    await expectAccessible(page, 'join');
    await page.goto(link);
    await expectAccessible(page, 'error');
  });
}

async function go(page: Page, fields: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, value] of Object.entries(fields)) await page.fill(`[name=${name}]`, value);
  await page.click('button[name=action][value=continue]');
}

async function nameOf(page: Page): Promise<string | null> {
  return page.getAttribute('main', 'data-page');
}

async function expectAccessible(page: Page, name: string): Promise<void> {
  await page.waitForSelector(`main[data-page=${name}]`);
  await page.evaluate(axe.source);
  const violations = await page.evaluate(
    'axe.run().then((result) => result.violations.map((each) => each.id))',
  );
  expect(violations, name).to.deep.equal([]);
}
