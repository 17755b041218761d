import { expect } from 'chai';
import type { Browser } from 'playwright-core';
import { languages } from '../../src/web/words/language.ts';
import { inChromium } from '../harness/needs.ts';
import { mailModel, noticeSamples } from '../web/support/mail-samples.ts';
import { launchChromium } from './support/chromium.ts';
import { openSeries, renderer, serveSamples, showDocument } from './support/served-samples.ts';

const mails = new Map<string, string>(
  Object.values(noticeSamples).flatMap((notice) =>
    languages.map((language) => {
      const { html } = renderer.renderMail({ ...mailModel(notice), language });
      return [`/mail/${notice.kind}/${language}`, html] as const;
    }),
  ),
);

inChromium((executablePath) => describe('mails in Chromium', () => tests(executablePath)));

function tests(executablePath: string): void {
  let browser: Browser;
  let origin: string;

  before(async () => {
    origin = await serveSamples(mails);
    browser = await launchChromium(executablePath);
  });

  after(async () => browser?.close());

  for (const width of [320, 600])
    for (const colorScheme of ['light', 'dark'] as const)
      it(`fit into ${width} pixels and can be read in ${colorScheme}, whatever they tell in whichever language`, async () => {
        const context = await browser.newContext({ colorScheme, viewport: { width, height: 800 } });
        const page = await context.newPage();
        const asked: string[] = [];
        page.on('request', (request) => asked.push(new URL(request.url()).pathname));
        for (const [path, html] of mails) {
          // The first one as it is opened, with whatever it would ask for.
          await (asked.length === 0 ? page.goto(`${origin}${path}`) : showDocument(page, html));
          expect(await page.evaluate('document.documentElement.scrollWidth'), path).to.equal(width);
          expect(await page.evaluate(paleOrCut), path).to.deep.equal([]);
          const column = await page.locator('.sheet').boundingBox();
          expect(column?.width, path).to.equal(width === 600 ? 536 : width - 24);
        }
        expect(asked.filter((path) => !mails.has(path) && path !== '/favicon.ico')).to.deep.equal([]);
        await context.close();
      }).timeout(240_000);

  it('fit into 320 pixels with letters of twice the size', async () => {
    const large = await launchChromium(executablePath, ['--blink-settings=defaultFontSize=32']);
    const page = await large.newPage({ viewport: { width: 320, height: 800 } });
    await openSeries(page, origin);
    for (const [path, html] of mails) {
      await showDocument(page, html);
      expect(await page.evaluate('getComputedStyle(document.querySelector("p")).fontSize')).to.equal('32px');
      expect(await page.evaluate('document.documentElement.scrollWidth'), path).to.equal(320);
    }
    await large.close();
  }).timeout(240_000);

  it('follow the scheme of whoever reads them', async () => {
    const groundIn = async (colorScheme: 'light' | 'dark') => {
      const page = await browser.newPage({ colorScheme });
      await page.goto(`${origin}/mail/invitation/en`);
      const ground = await page.evaluate('getComputedStyle(document.body).backgroundColor');
      await page.close();
      return ground;
    };
    expect(await groundIn('light')).to.equal('rgb(244, 246, 247)');
    expect(await groundIn('dark')).to.equal('rgb(15, 21, 25)');
  });
}

/** Texts that do not stand out with 4.5:1 from what is drawn below them, or that are cut off. */
const paleOrCut = `(() => {
  const light = (value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
  const luminance = ([r, g, b]) => 0.2126 * light(r / 255) + 0.7152 * light(g / 255) + 0.0722 * light(b / 255);
  const contrast = (one, other) => (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
  const numbers = (color) => color.match(/[\\d.]+/g).map(Number);
  const groundOf = (each) => {
    for (let at = each; at; at = at.parentElement) {
      const [r, g, b, alpha = 1] = numbers(getComputedStyle(at).backgroundColor);
      if (alpha > 0) return luminance([r, g, b]);
    }
    return 1;
  };
  const texts = [...document.querySelectorAll('body *')].filter((each) =>
    each.checkVisibility() && [...each.childNodes].some(({ nodeType, data }) => nodeType === 3 && data.trim() !== ''));
  const isPale = (each) => contrast(luminance(numbers(getComputedStyle(each).color)), groundOf(each)) < 4.5;
  const isCut = (each) => each.scrollWidth > each.clientWidth && getComputedStyle(each).display !== 'inline';
  return texts.filter((each) => isPale(each) || isCut(each)).map((each) => each.outerHTML.slice(0, 80));
})()`;
