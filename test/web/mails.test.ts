import { expect } from 'chai';
import { languages } from '../../src/web/language.ts';
import type { MailModel } from '../../src/web/mails.ts';
import { createRenderer } from '../../src/web/rendering.ts';
import { midnight } from './page-samples.ts';

const renderer = createRenderer({ viewsDirectory: 'views', production: false });

const frame = { language: 'en', securityUrl: 'http://localhost:3000/account/security' } as const;
const notice = { ...frame, at: midnight, timeZone: 'Europe/Brussels' } as const;

const mails: readonly MailModel[] = [
  { ...frame, mail: 'mailbox-code', code: '482913', validForSeconds: 600 },
  { ...notice, mail: 'second-factor-locked' },
  { ...notice, mail: 'recovery-code-used', codesLeft: 9 },
  { ...notice, mail: 'factor-enrolled', factor: 'totp' },
  { ...notice, mail: 'password-changed' },
];

describe('a mail', () => {
  for (const model of mails) {
    it(`${model.mail} names the product and where to go if it was not you, in each language`, () => {
      for (const language of languages) {
        const { subject, text, html } = renderer.renderMail({ ...model, language });
        expect(subject)
          .to.include('Countersign')
          .and.not.to.match(/[\r\n]/);
        for (const body of [text, html])
          expect(body).to.include(model.securityUrl).and.include('Countersign');
      }
    });

    it(`${model.mail} escapes markup in its HTML and leaves its text alone`, () => {
      const { text, html } = renderer.renderMail({ ...model, securityUrl: 'http://a/?a=1&b=<script>' });
      expect(html).not.to.include('<script>');
      expect(text).to.include('http://a/?a=1&b=<script>');
    });
  }

  it('with a code says for how long it is valid', () => {
    const [model] = mails;
    const { subject, text } = renderer.renderMail(model as MailModel);
    expect(subject).to.equal('482913 is your Countersign code');
    expect(text)
      .to.match(/^ {4}482913$/m)
      .and.to.include('10 minutes');
  });

  it('about something that happened tells when, in the zone it is given', () => {
    for (const model of mails.slice(1)) {
      expect(renderer.renderMail(model).text).to.include('1 December 2026 at 00:00 (Europe/Brussels)');
    }
  });

  it('keeps line breaks out of the subject', () => {
    const { subject } = renderer.renderMail({
      ...frame,
      mail: 'mailbox-code',
      code: '1\r\nBcc: x@y.example',
      validForSeconds: 60,
    });
    expect(subject).to.equal('1 Bcc: x@y.example is your Countersign code');
  });
});
