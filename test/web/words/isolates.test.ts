import { expect } from 'chai';
import { consentPage } from '../../../src/web/interaction/consent.ts';
import { joinPage } from '../../../src/web/invitations/join.ts';
import { type FilledPage, filled } from '../../../src/web/pages/page.ts';
import { createRenderer } from '../../../src/web/pages/rendering.ts';
import { logoutConfirmPage } from '../../../src/web/provider/logout-confirm.ts';
import { plainText, withBdi } from '../../../src/web/words/isolates.ts';
import { consentModel } from '../interaction/support/models.ts';
import { joinModel } from '../invitations/support/models.ts';
import { logoutConfirmModel } from '../provider/support/models.ts';
import { mailModel } from '../support/mail-samples.ts';
import { pageSamples } from '../support/page-samples.ts';
import { closedTexts } from '../support/sound-page.ts';

const renderer = createRenderer({ viewsDirectory: 'views', production: false });

/** As it may have been stored before names had a rule. */
const attack = 'Acme \u202Emoc.elgoog\u202C – https://evil.example';
const harmless = 'Acme moc.elgoog – https: evil.example';
const turning = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/;

const reminderOf = (organization: string) =>
  renderer.renderMail(mailModel({ kind: 'enrollment-reminder', organization, deadline: null }));

describe('a name from before the rule', () => {
  it('neither turns round nor leads away in a mail, its subject included', () => {
    const { subject, text, html } = reminderOf(attack);
    expect(subject).to.equal(`Countersign: set up two-step sign-in for ${harmless}`);
    expect(html).to.include(`<bdi>${harmless}</bdi> requires a second step`);
    expect(text).to.include(`${harmless} requires a second step`);
    for (const part of [subject, text, html]) expect(part).not.to.match(turning).and.not.include('://evil');
  });

  it('stands apart on pages, in sentences and by itself, and in plain text in the title', () => {
    const join = renderer.renderPage(filled(joinPage, { ...joinModel, organization: attack }));
    expect(join).to.include(`<title>Join ${harmless} – Countersign</title>`);
    expect(join)
      .to.include(`<h1>Join <bdi>${harmless}</bdi></h1>`)
      .and.include(`<dd><bdi>${harmless}</bdi></dd>`);
    const consent = renderer.renderPage(filled(consentPage, { ...consentModel, clientName: attack }));
    expect(consent).to.include(`<bdi>${harmless}</bdi> asks for:`);
    for (const page of [join, consent]) expect(page).not.to.match(turning);
  });
});

describe('a text that holds what somebody else wrote', () => {
  it('turns round on no page, whatever it is put into', () => {
    const poison = (value: unknown): unknown => {
      if (typeof value === 'string')
        return value.includes(':') || value.length < 3 ? value : `${value}\u202e\u2069x`;
      if (Array.isArray(value)) return value.map(poison);
      if (typeof value !== 'object' || value === null) return value;
      return Object.fromEntries(
        Object.entries(value).map(([key, each]) => [key, closed.has(key) ? each : poison(each)]),
      );
    };
    const closed = new Set([...closedTexts, 'form', 'others', 'key']);
    for (const { page, model } of pageSamples) {
      // The same fields, each text of them longer.
      const html = renderer.renderPage({ page, model: poison(model) } as FilledPage);
      const text = html.replaceAll(/<(?!title)[^>"]*(?:"[^"]*"[^>"]*)*>/g, '');
      expect(text, page.name).not.to.match(turning);
    }
  });

  it('is drawn where nobody is to be named', () => {
    const page = renderer.renderPage(filled(logoutConfirmPage, { ...logoutConfirmModel, clientName: null }));
    expect(page).to.include('<h1>').and.not.include('<bdi></bdi>');
  });

  it('keeps attributes as they are, so that a form sends back what it was given', () => {
    const html = '<input value="a\u2068b\u2069&quot;&gt;"><p>\u2068c\u2069 \u202ed\u2069</p>';
    expect(withBdi(html)).to.equal('<input value="a\u2068b\u2069&quot;&gt;"><p><bdi>c</bdi> d</p>');
  });

  it('is marked in plain text where it is written from right to left, and only there', () => {
    expect(reminderOf('דוגמה').subject).to.include('for \u2068דוגמה\u2069');
    expect(reminderOf('Acme').subject).to.match(/for Acme$/);
    expect(plainText('\u2068Acme\u2069 and \u2068شرکت\u2069')).to.equal('Acme and \u2068شرکت\u2069');
  });
});
