import { expect } from 'chai';
import { parse } from 'node-html-parser';
import { createRenderer } from '../../../src/web/pages/rendering.ts';
import { languages } from '../../../src/web/words/language.ts';
import { mailCases } from '../support/mail-samples.ts';

const renderer = createRenderer({ viewsDirectory: 'views', production: true });

/** As names may have been stored before they had a rule, or come from an import. */
const hostile: Readonly<Record<string, string>> = {
  markup: '<img src=x onerror=alert(1)><script>alert(1)</script>',
  'a way out of an attribute': '" style="display:none" x="\' onmouseover=\'alert(1)',
  'a comment for one program': '<!--[if mso]><a href="https://evil.example">x</a><![endif]-->',
  'a header': 'Ann\r\nBcc: eve@evil.example\r\n\r\nBody',
  'a header by another line break': 'Ann\u2028Bcc: eve@evil.example\u0085X: y\u000bz',
  'turned writing': 'Ann \u202Emoc.elgoog\u202C \u2066\u2069\u200F',
  'an address to go to': 'Ann https://evil.example www.evil.example',
  'a template': '<%= process.env %> {{passwordUrl}} $t(mail.signature) #{1}',
};

const turning = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/;

describe('a mail in which names are', () => {
  for (const [what, name] of Object.entries(hostile))
    it(`${what}: adds nothing to it`, () => {
      for (const model of mailCases)
        for (const language of languages) {
          const named = { ...model.notice };
          if ('organization' in named && named.organization !== null)
            Object.assign(named, { organization: name });
          if ('organizations' in named) Object.assign(named, { organizations: name });
          const by = { ...model.by, name: model.by.name === null ? null : name };
          const reader = model.reader === null ? null : name;
          const usual = renderer.renderMail({ ...model, language });
          const { subject, text, html } = renderer.renderMail({
            ...model,
            language,
            notice: named,
            by,
            reader,
          });
          expect(subject, 'one line').not.to.match(/[\p{Cc}\p{Zl}\p{Zp}]/u);
          for (const part of [subject, text, html]) {
            expect(part).not.to.match(turning);
            expect(part).not.to.match(/:\/\/evil|www\.evil/);
          }
          const [drawn, expected] = [parse(html), parse(usual.html)].map((document) => ({
            tags: document.querySelectorAll('*').map(({ tagName }) => tagName),
            links: document.querySelectorAll('a').map((link) => link.getAttribute('href')),
            styles: document.querySelectorAll('[style]').length,
          }));
          expect(drawn, `${model.notice.kind} ${language}`).to.deep.equal(expected);
          expect(text.split('\n').length).to.be.at.most(usual.text.split('\n').length);
        }
    });
});
