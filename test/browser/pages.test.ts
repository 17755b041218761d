import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect } from 'chai';
import type { Browser, Page } from 'playwright-core';
import { languages } from '../../src/web/words/language.ts';
import { inChromium } from '../harness/needs.ts';
import { launchChromium } from './support/chromium.ts';
import { openSeries, sampleAt, samples, serveSamples, showNext } from './support/served-samples.ts';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What axe-core reports, as far as this test reads it. */
interface AxeViolation {
  readonly id: string;
  readonly nodes: readonly { readonly html: string }[];
}

inChromium((executablePath) => describe('pages in Chromium', () => testPages(executablePath)));

function testPages(executablePath: string): void {
  let browser: Browser;
  let origin: string;

  before(async () => {
    origin = await serveSamples();
    browser = await launchChromium(executablePath);
  });

  after(async () => {
    await browser?.close();
  });

  describe('by the rules of axe-core', () => {
    let page: Page;
    before(async () => {
      page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    });
    after(() => page?.close());

    for (const [index, { page: shown, model }] of samples.entries())
      it(`${shown.name}${model.problem ? ', refused,' : ''} is accessible in light and dark`, async () => {
        await page.emulateMedia({ colorScheme: 'light' });
        await page.goto(`${origin}/${index}`);
        expect(await violationsIn(page), 'light').to.deep.equal([]);
        await page.emulateMedia({ colorScheme: 'dark' });
        expect(await violationsIn(page, rulesOfColours), 'dark').to.deep.equal([]);
      });
  });

  it('have the text of a link that looks like a button as high as that of a button', async () => {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    const page = await context.newPage();
    await page.goto(sampleAt(origin, 'reset-link-expired'));
    const [link, button] = (await page.evaluate(`(() => {
      const link = document.querySelector('a.button');
      const button = document.createElement('button');
      button.textContent = link.textContent;
      link.after(button);
      return [link, button].map((each) => {
        const range = document.createRange();
        range.selectNodeContents(each);
        return range.getBoundingClientRect().top - each.getBoundingClientRect().top;
      });
    })()`)) as [number, number];
    expect(Math.abs(link - button), `${link} and ${button}`).to.be.below(0.6);
    await context.close();
  });

  it('fit into 360 pixels', async () => {
    const context = await browser.newContext({ viewport: { width: 360, height: 740 } });
    const page = await context.newPage();
    for (const [index, { page: shown }] of samples.entries()) {
      await page.goto(`${origin}/${index}`);
      expect(await page.evaluate('document.documentElement.scrollWidth'), shown.name).to.equal(360);
    }
    await context.close();
  }).timeout(120_000);

  for (const language of languages)
    it(`fit into 320 and 360 pixels (${language})`, async () => {
      const context = await browser.newContext();
      const page = await context.newPage();
      for (const width of [320, 360]) {
        await page.setViewportSize({ width, height: 740 });
        await openSeries(page, origin);
        for (const sample of samples) {
          await showNext(page, sample, language);
          const scrolled = await page.evaluate('document.documentElement.scrollWidth');
          expect(scrolled, `${sample.page.name} at ${width}`).to.equal(width);
        }
      }
      await context.close();
    });

  it('put the focus on what was refused, one Tab before its field', async () => {
    const context = await browser.newContext();
    const page = await context.newPage();
    for (const [index, { page: shown, model }] of samples.entries()) {
      const { problem } = model;
      if (!problem?.field) continue;
      await page.goto(`${origin}/${index}`);
      await page.waitForSelector('.problem:focus', { timeout: 5000 });
      await page.keyboard.press('Tab');
      const link = await page.getAttribute(':focus', 'href');
      expect(link, shown.name).to.equal(`#${problem.field}`);
    }
    await context.close();
  });

  it('send a form on Enter with the action that goes on, without JavaScript', async () => {
    const context = await browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(sampleAt(origin, 'challenge'));
    const sent = page.waitForRequest((request) => request.method() === 'POST');
    await page.locator('[name=code]').fill('123456');
    await page.keyboard.press('Enter');
    expect((await sent).postData()).to.equal('code=123456&remember=yes&action=continue');
    await context.close();
  });
}

/** All that a colour scheme can change. */
const rulesOfColours = ['color-contrast', 'link-in-text-block'];

/** @param rules default: all that axe-core has on */
async function violationsIn(page: Page, rules: readonly string[] = []): Promise<string[]> {
  // Closed details hide texts from the check of contrast.
  await page.evaluate('document.querySelectorAll("details").forEach((each) => { each.open = true; })');
  if (!(await page.evaluate('"axe" in window'))) await page.evaluate(axeSource);
  const asked = { resultTypes: ['violations'], ...(rules.length > 0 && { runOnly: rules }) };
  const violations = (await page.evaluate(
    `axe.run(${JSON.stringify(asked)}).then((found) => found.violations)`,
  )) as AxeViolation[];
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}
