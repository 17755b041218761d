import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { inChromium } from '../../../harness/needs.ts';
import type { TestPerson } from '../../../harness/world.ts';
import { launchChromium } from '../../support/chromium.ts';
import { nextCodeOf } from './app-codes.ts';

/** Where the pictures of the tasks are put, out of sight of git. */
const shots = join(import.meta.dirname, '../../../../tmp/tasks');

/** How somebody sees the pages: half of the tasks are done on a phone that runs no script, half at a desk with scripts. */
export interface Look {
  readonly width: 360 | 1280;
  readonly scheme: 'light' | 'dark';
  readonly scripts: boolean;
}

export const phone: Look = { width: 360, scheme: 'dark', scripts: false };
export const desktop: Look = { width: 1280, scheme: 'light', scripts: true };
export const looks: Readonly<Record<string, Look>> = {
  'on a phone without scripts': phone,
  'at a desk with scripts': desktop,
};

/** One person in front of one browser. */
export interface Desk {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Goes to a page of an area, through the sign-in that it leads to. */
  enter(address: string, person: TestPerson): Promise<void>;
  /** Presses what is called so, as a button or a link, and waits for the page that follows. */
  press(name: string | RegExp, within?: Locator): Promise<void>;
  /** Proves the app where a page asks for it. */
  prove(person: TestPerson): Promise<void>;
  /** Keeps a picture, and asks whether the page fits in. */
  look(name: string): Promise<void>;
  /** Name of the page; `application` for that of a relying application. */
  name(): Promise<string>;
  /** What the page tells of what was just done, once; empty for nothing. */
  notice(): Promise<string>;
  /** All that the page says. */
  text(): Promise<string>;
}

/** The tests of one task. @param define is given what sits somebody down at a browser */
export function describeTask(title: string, define: (sitDown: (look: Look) => Promise<Desk>) => void): void {
  inChromium((executablePath) =>
    describe(title, () => {
      let browser: Browser;
      before(async () => {
        browser = await launchChromium(executablePath);
      });
      after(async () => browser.close());
      // Whatever a test came to, nobody sits at its browsers any more.
      afterEach(async () => Promise.all(browser.contexts().map((context) => context.close())));
      define((look) => deskOf(browser, look, title));
    }),
  );
}

async function deskOf(browser: Browser, look: Look, task: string): Promise<Desk> {
  const context = await browser.newContext({
    viewport: { width: look.width, height: 800 },
    colorScheme: look.scheme,
    javaScriptEnabled: look.scripts,
    hasTouch: look.width === 360,
    reducedMotion: 'reduce',
    locale: 'en-GB',
  });
  // Nothing listens at the application's address: the request to it is all that matters.
  await context.route(/localhost:4999/, (route) => route.fulfill({ status: 200, body: 'back' }));
  const page = await context.newPage();
  const name = async () =>
    page.url().startsWith('http://localhost:4999') ? 'application' : pageNameOf(page);
  const send = async (button: Locator) => {
    const answered = page.waitForEvent('domcontentloaded');
    await Promise.all([answered, button.click()]);
  };
  const prove = async ({ secret, email }: TestPerson) => {
    if ((await name()) !== 'challenge') return;
    if (secret === null) throw new Error(`${email} has no app to prove`);
    await page.fill('[name=code]', nextCodeOf(secret));
    await send(page.locator('button[name=action][value=continue]'));
  };

  return {
    page,
    context,
    prove,
    name,
    async enter(address, person) {
      await page.goto(address);
      if ((await name()) === 'password') {
        await page.fill('[name=email]', person.email);
        await page.fill('[name=password]', person.password);
        await send(page.locator('button[name=action][value=continue]'));
        await prove(person);
      }
      const later = page.locator('button[value=later]');
      if ((await later.count()) > 0) await send(later);
    },
    async press(called, within) {
      const where = within ?? page.locator('body');
      const options = typeof called === 'string' ? { name: called, exact: true } : { name: called };
      await send(where.getByRole('button', options).or(where.getByRole('link', options)));
    },
    async look(called) {
      const file = `${task} ${called} ${look.width} ${look.scheme}`.replaceAll(/[^a-zA-Z0-9]+/g, '-');
      mkdirSync(shots, { recursive: true });
      await page.screenshot({ path: join(shots, `${file}.png`), fullPage: true });
      const width = await page.evaluate('document.documentElement.scrollWidth');
      expect(width, `${called} at ${look.width}`).to.equal(look.width);
    },
    async notice() {
      return (await page.getByRole('alert').allInnerTexts()).join(' ').trim();
    },
    async text() {
      return (await page.locator('body').allInnerTexts()).join(' ').replaceAll(/\s+/g, ' ');
    },
  };
}

async function pageNameOf(page: Page): Promise<string> {
  return (await page.getAttribute('main', 'data-page')) ?? '';
}
