import { expect } from 'chai';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import type { Notice } from '../../src/notices/notices.ts';
import { languages } from '../../src/web/words/language.ts';
import { inChromium } from '../harness/needs.ts';
import { recoveryCodesModel } from '../web/interaction/support/models.ts';
import { mailModel } from '../web/support/mail-samples.ts';
import { launchChromium } from './support/chromium.ts';
import { openSeries, renderer, sampleAt, samples, serveSamples, showNext } from './support/served-samples.ts';

const long = 'a'.repeat(80);
const link = `https://id.example/invitations/${'b'.repeat(120)}`;
const validForSeconds = 600;

/** Mails with as long a name, address or link as there can be. */
const notices: readonly Notice[] = [
  { kind: 'invitation', organization: long, link, validForSeconds },
  { kind: 'membership-changed', organization: long, member: `${long}@${long}.example`, change: 'joined' },
  { kind: 'email-changed', newEmail: `${long}@${long}.example` },
  { kind: 'mailbox-code', code: '12345678', validForSeconds },
];

const mails = new Map(
  notices.flatMap((notice) =>
    languages.map((language) => {
      const model = { ...mailModel(notice), language, passwordUrl: link };
      return [`/mail/${notice.kind}/${language}`, renderer.renderMail(model).html] as const;
    }),
  ),
);

inChromium((executablePath) => describe('in Chromium', () => tests(executablePath)));

function tests(executablePath: string): void {
  let browser: Browser;
  let origin: string;

  before(async () => {
    origin = await serveSamples(mails);
    browser = await launchChromium(executablePath);
  });

  after(async () => browser?.close());

  async function inContext(
    options: Parameters<Browser['newContext']>[0],
    work: (page: Page, context: BrowserContext) => Promise<void>,
  ): Promise<void> {
    const context = await browser.newContext(options);
    await work(await context.newPage(), context);
    await context.close();
  }

  it('a mail fits into a phone, however long a name, an address or a link in it is', () =>
    inContext({ viewport: phone }, async (page) => {
      for (const path of mails.keys()) {
        await page.goto(`${origin}${path}`);
        expect(await page.evaluate('document.documentElement.scrollWidth'), path).to.equal(360);
      }
    }));

  it('no page scrolls sideways on a phone with letters of twice the size', async () => {
    const large = await launchChromium(executablePath, ['--blink-settings=defaultFontSize=32']);
    const page = await large.newPage({ viewport: phone, ...standingStill });
    await openSeries(page, origin);
    expect(await page.evaluate('getComputedStyle(document.documentElement).fontSize')).to.equal('32px');
    for (const sample of samples) {
      await showNext(page, sample);
      await page.evaluate('document.querySelectorAll("details").forEach((each) => { each.open = true; })');
      expect(await page.evaluate('document.documentElement.scrollWidth'), sample.page.name).to.equal(360);
    }
    await large.close();
  });

  it('buttons keep words whole on a phone with letters of twice the size', async () => {
    const large = await launchChromium(executablePath, ['--blink-settings=defaultFontSize=32']);
    const page = await large.newPage({ viewport: phone, ...standingStill });
    await openSeries(page, origin);
    const broken: string[] = [];
    for (const language of languages)
      for (const sample of samples) {
        await showNext(page, sample, language);
        const words = (await page.evaluate(brokenWords)) as string[];
        broken.push(...words.map((word) => `${sample.page.name} (${language}): ${word}`));
      }
    expect(broken).to.deep.equal([]);
    await large.close();
  }).timeout(120_000);

  for (const colorScheme of ['light', 'dark'] as const) {
    it(`what is printed is dark on white in ${colorScheme}`, () =>
      inContext({ colorScheme, ...standingStill }, async (page) => {
        await page.emulateMedia({ media: 'print', colorScheme });
        await openSeries(page, origin);
        for (const sample of samples) {
          await showNext(page, sample);
          expect(await page.evaluate(paleTexts), sample.page.name).to.deep.equal([]);
        }
      }));
  }

  it('on a phone the app is opened before a picture is shown that it cannot scan', () =>
    inContext({ viewport: phone, hasTouch: true, isMobile: true }, async (page) => {
      await page.goto(sampleAt(origin, 'enroll'));
      expect(await topOf(page, 'a[href^="otpauth:"]')).to.be.below(await topOf(page, '.qr'));
    }));

  it('elsewhere nothing offers to open an app', () =>
    inContext({ viewport: { width: 1280, height: 800 } }, async (page) => {
      await page.goto(sampleAt(origin, 'enroll'));
      expect(await page.isVisible('.qr')).to.equal(true);
      expect(await page.isVisible('a[href^="otpauth:"]')).to.equal(false);
    }));

  it('D33: recovery codes are copied, a line each, and the page says so', () =>
    inContext({ permissions: ['clipboard-read', 'clipboard-write'] }, async (page) => {
      await page.goto(sampleAt(origin, 'recovery-codes'));
      await page.click('[data-copies]');
      await page.waitForSelector('[role=status]:text("Copied")', { timeout: 5000 });
      const copied = await page.evaluate('navigator.clipboard.readText()');
      expect(copied).to.equal(recoveryCodesModel.codes.join('\n'));
    }));

  it('D33: where the browser refuses, the page says what else to do', () =>
    inContext({}, async (page) => {
      await page.addInitScript('navigator.clipboard.writeText = () => Promise.reject(new Error("no"));');
      await page.goto(sampleAt(origin, 'recovery-codes'));
      await page.click('[data-copies]');
      await page.waitForSelector('[role=status]:text("download")', { timeout: 5000 });
    }));

  it('D33: nothing offers to copy them without scripts, or where pages have no clipboard', async () => {
    await inContext({ javaScriptEnabled: false }, async (page) => {
      await page.goto(sampleAt(origin, 'recovery-codes'));
      expect(await page.isVisible('[data-copies]')).to.equal(false);
    });
    await inContext({}, async (page) => {
      await page.addInitScript('Object.defineProperty(navigator, "clipboard", { value: undefined });');
      await page.goto(sampleAt(origin, 'recovery-codes'));
      expect(await page.isVisible('[data-copies]')).to.equal(false);
    });
  });

  it('what was refused has the focus without scripts, too', () =>
    inContext({ javaScriptEnabled: false }, async (page) => {
      const index = samples.findIndex(({ model }) => model.problem?.field === 'code');
      await page.goto(`${origin}/${index}`);
      await page.waitForSelector('.problem:focus', { timeout: 5000 });
    }));
}

const phone = { width: 360, height: 740 };

/** A page whose form a script sends off would be gone before it is looked at. */
const standingStill = { javaScriptEnabled: false };

/** Words of buttons that stand on two lines though a line of a phone has room for them. */
const brokenWords = `[...document.querySelectorAll('button, .button')].flatMap((button) => {
  const texts = [...button.childNodes].filter((each) => each.nodeType === Node.TEXT_NODE);
  return texts.flatMap((text) => [...text.data.matchAll(/[\\p{L}’]+/gu)].filter(({ 0: word, index }) => {
    const range = document.createRange();
    range.setStart(text, index);
    range.setEnd(text, index + word.length);
    return word.length <= 12 && new Set([...range.getClientRects()].map(({ top }) => top)).size > 1;
  }).map(([word]) => word));
})`;

/** Texts that do not stand out with 7:1 (WCAG 1.4.6) from white paper, or from what is printed below them. */
const paleTexts = `(() => {
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
  const pale = (each, part) => {
    const color = luminance(numbers(getComputedStyle(each, part).color));
    return contrast(color, 1) < 7 || contrast(color, groundOf(each)) < 7;
  };
  const texts = [...document.querySelectorAll('main *, header *')].filter((each) =>
    each.checkVisibility() && !each.closest('button, .button') && each.textContent.trim() !== '');
  return texts.filter((each) => pale(each) || pale(each, '::marker')).map((each) => each.outerHTML.slice(0, 80));
})()`;

async function topOf(page: Page, selector: string): Promise<number> {
  return (await page.locator(selector).boundingBox())?.y ?? Number.NaN;
}
