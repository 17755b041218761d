import { mkdirSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { closedAtLast } from '../../../harness/closing.ts';
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
        // Nothing listens at the address of the applications, so this browser is sent to one that answers for them.
        browser = await launchChromium(executablePath, [
          `--host-resolver-rules=MAP localhost:4999 127.0.0.1:${await answeringPort()}`,
        ]);
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
  const page = await context.newPage();
  const name = async () =>
    page.url().startsWith('http://localhost:4999') ? 'application' : pageNameOf(page);
  const send = async (button: Locator) => {
    // Otherwise a button that is not there would be told as a page that did not come.
    await button.waitFor();
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
      const name = typeof called === 'string' ? wholly(called) : called;
      await send(where.getByRole('button', { name }).or(where.getByRole('link', { name })));
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

/** Just this name; what stands around the name of somebody or something in it is not seen. */
function wholly(name: string): RegExp {
  const marks = '[\\u2068\\u2069]*';
  return new RegExp(`^${marks}${[...name].map((each) => each.replace(/\W/, '\\$&')).join(marks)}${marks}$`);
}

/** The port of an application whose every page says that somebody has come back to it. */
async function answeringPort(): Promise<number> {
  const server = createServer((_, response) => {
    response.setHeader('content-type', 'text/html');
    response.end('<!doctype html><html lang="en"><title>Application</title><p>back');
  });
  closedAtLast(() => {
    server.closeAllConnections();
    server.close();
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return (server.address() as AddressInfo).port;
}
