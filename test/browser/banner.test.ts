import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import type { Browser, Page } from 'playwright-core';
import { closedAtLast } from '../harness/closing.ts';
import { inChromium } from '../harness/needs.ts';
import { launchChromium } from './support/chromium.ts';

const script = readFileSync('banner/countersign-banner.js', 'utf8');

/** As an application writes it whose policy for styles and scripts is as strict as ours. */
const pageWith = (deadline: string) => `<!doctype html><html lang="en"><title>Roster</title>
<countersign-banner deadline="${deadline}"><strong>Acme requires two-step sign-in from 1 December.</strong>
<a href="https://id.example/account/security">Set it up</a></countersign-banner>
<script type="module" src="/banner.js"></script>`;

const ahead = '2999-01-01T00:00:00Z';
const [words, link] = ['Acme requires two-step sign-in from 1 December.', 'Set it up'];

inChromium((executablePath) => describe('the banner element in Chromium', () => tests(executablePath)));

function tests(executablePath: string): void {
  let browser: Browser;
  let origin: string;

  before(async () => {
    const server = createServer(({ url }, response) => {
      response.setHeader('content-security-policy', "default-src 'self'");
      const isScript = url === '/banner.js';
      response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html');
      response.end(isScript ? script : pageWith(url === '/over' ? '2020-01-01T00:00:00Z' : ahead));
    });
    closedAtLast(() => server.close());
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    browser = await launchChromium(executablePath);
  });

  after(async () => browser?.close());

  async function onPage<Result>(
    path: string,
    work: (page: Page) => Promise<Result>,
    options: Parameters<Browser['newContext']>[0] = {},
  ): Promise<Result> {
    const context = await browser.newContext(options);
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    await page.goto(`${origin}${path}`);
    const result = await work(page);
    await context.close();
    expect(complaints).to.deep.equal([]);
    return result;
  }

  const groundOf = (page: Page) =>
    page.evaluate("getComputedStyle(document.querySelector('countersign-banner')).backgroundColor");

  it('is under 2 kB, depends on nothing and fetches nothing', () => {
    expect(Buffer.byteLength(script)).to.be.below(2000);
    expect(script).not.to.match(/\bimport\b|fetch\(|XMLHttpRequest|innerHTML|eval/);
  });

  it('has its words, its link and its looks, light and dark, under a strict policy for contents', async () => {
    for (const [colorScheme, ground] of [
      ['light', 'rgb(255, 244, 226)'],
      ['dark', 'rgb(44, 35, 20)'],
    ] as const)
      await onPage(
        '/',
        async (page) => {
          await page.getByText(words).waitFor();
          expect(await page.getByRole('link', { name: link }).isVisible()).to.equal(true);
          expect(await groundOf(page), colorScheme).to.equal(ground);
        },
        { colorScheme },
      );
  });

  it('has its words and its link without scripts too', () =>
    onPage(
      '/',
      async (page) => {
        expect(await page.getByText(words).isVisible()).to.equal(true);
        expect(await page.getByRole('link', { name: link }).isVisible()).to.equal(true);
      },
      { javaScriptEnabled: false },
    ));

  it('goes once its time is over', () =>
    onPage('/over', async (page) => expect(await page.getByText(words).isVisible()).to.equal(false)));
}
