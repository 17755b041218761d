import { expect } from 'chai';
import { type HTMLElement, parse } from 'node-html-parser';
import { createRenderer } from '../../../src/web/pages/rendering.ts';
import { languages } from '../../../src/web/words/language.ts';
import { mailCases } from '../support/mail-samples.ts';

const renderer = createRenderer({
  viewsDirectory: 'views',
  production: true,
  product: {
    name: 'Acme ID',
    supportUrl: 'https://acme.example/help',
    supportEmail: 'help@acme.example',
    privacyUrl: 'https://acme.example/privacy',
    imprintUrl: 'https://acme.example/imprint',
  },
});

const drawn = languages.flatMap((language) =>
  mailCases.map((model) => ({
    model: { ...model, language },
    what: `${model.notice.kind} ${language}`,
    ...renderer.renderMail({ ...model, language }),
  })),
);

const leadingToAccount: readonly string[] = ['enforcement-announced', 'enrollment-reminder'];

/** More than that, and Gmail shows a part of it only at 102 kB; phones on a train are the closer bound. */
const mostBytes = 12_000;

const styleOf = (element: HTMLElement) => element.getAttribute('style') ?? '';

describe('the HTML of a mail', () => {
  it('is small', () => {
    for (const { html, what } of drawn) expect(Buffer.byteLength(html), what).to.be.below(mostBytes);
  });

  it('says its language, its subject as the title, and that it knows both schemes', () => {
    for (const { html, model, what, subject } of drawn) {
      const page = parse(html);
      expect(page.querySelector('html')?.getAttribute('lang'), what).to.equal(model.language);
      // Mail programs take the content out of the document.
      expect(page.querySelector('body > div[lang]')?.getAttribute('lang'), what).to.equal(model.language);
      expect(page.querySelector('title')?.textContent, what).to.equal(subject);
      expect(page.querySelector('meta[name=color-scheme]')?.getAttribute('content')).to.equal('light dark');
      expect(html).to.include('@media (prefers-color-scheme: dark)');
    }
  });

  it('loads nothing and runs nothing', () => {
    for (const { html, what } of drawn) {
      expect(parse(html).querySelectorAll('img, script, link, iframe, form, object, video'), what).to.be
        .empty;
      expect(html, what).not.to.match(/url\(|@import|@font-face|\ssrc=|background=/i);
    }
  });

  it('begins with what the list of mails shows of it, unseen in the mail', () => {
    for (const { html, what } of drawn) {
      const [first, then] = parse(html).querySelectorAll('body > div');
      expect(first && styleOf(first), what).to.include('display:none');
      const said = first?.textContent.trim() ?? '';
      expect(said, what).not.to.equal('');
      expect(then?.textContent, what).to.include(said);
    }
  });

  it('has one heading, and one button at the most, whose address stands below it', () => {
    for (const { html, what, model } of drawn) {
      const page = parse(html);
      expect(page.querySelectorAll('h1'), what).to.have.length(1);
      const buttons = page.querySelectorAll('a.on-solid');
      const { notice } = model;
      const isLeading = 'link' in notice || leadingToAccount.includes(notice.kind);
      expect(buttons.length, what).to.equal(isLeading ? 1 : 0);
      for (const button of buttons) {
        const address = button.getAttribute('href') ?? '';
        const written = page.querySelectorAll('a.lead').map((link) => link.textContent);
        expect(written, what).to.include(address);
      }
    }
  });

  it('has a box in orange exactly where there is a deadline', () => {
    for (const { html, what, model } of drawn) {
      const isTimed = 'deadline' in model.notice && model.notice.deadline !== null;
      const boxes = parse(html).querySelectorAll('td.wait');
      expect(boxes.length, what).to.equal(isTimed ? 1 : 0);
      for (const box of boxes) expect(box.textContent, what).to.match(/2026.*\(Europe\/Brussels\).* 3 /);
    }
  });

  it('is laid out by tables that say so, in a column of 536 pixels at the most', () => {
    for (const { html, what } of drawn) {
      for (const table of parse(html).querySelectorAll('table'))
        expect(table.getAttribute('role'), what).to.equal('presentation');
      expect(html, what).to.include('max-width:536px');
    }
  });

  it('says all that the text says, and the text reads by itself', () => {
    for (const { html, text, what } of drawn) {
      const shown = parse(html).querySelector('body')?.textContent.replaceAll(/\s+/g, ' ') ?? '';
      const [body = '', foot = ''] = text.split('\n-- \n');
      for (const line of body.split('\n').map((each) => each.trim().replaceAll(/\s+/g, ' ')))
        expect(shown, what).to.include(line);
      expect(shown, what).to.include(foot.split('\n')[0]?.replaceAll(/\s+/g, ' '));
      expect(body, what).not.to.match(/<[a-z/]|&[a-z]+;|\n{3}|[ \t]\n/);
    }
  });
});
