import { expect } from 'chai';
import type { Notice } from '../../../src/notices/notices.ts';
import type { MailModel } from '../../../src/web/mails/mails.ts';
import { createRenderer } from '../../../src/web/pages/rendering.ts';
import { languages } from '../../../src/web/words/language.ts';
import { midnight } from '../support/frames.ts';

const renderer = createRenderer({ viewsDirectory: 'views', production: false });

const model = (notice: Notice): MailModel => ({
  notice,
  language: 'en',
  securityUrl: 'http://localhost:3000/account/security',
  at: midnight,
  timeZone: 'Europe/Brussels',
});

const link = 'https://id.example/somewhere/abc';
const validForSeconds = 600;
const organization = 'Acme';

/** One of each kind. */
const samples: { readonly [Kind in Notice['kind']]: Extract<Notice, { kind: Kind }> } = {
  'mailbox-code': { kind: 'mailbox-code', code: '482913', validForSeconds },
  'enrollment-code': { kind: 'enrollment-code', code: '482913', validForSeconds },
  'second-factor-locked': { kind: 'second-factor-locked' },
  'recovery-code-used': { kind: 'recovery-code-used', codesLeft: 9 },
  'factor-enrolled': { kind: 'factor-enrolled', factor: 'totp' },
  'factor-removed': { kind: 'factor-removed', factor: 'totp' },
  'recovery-codes-replaced': { kind: 'recovery-codes-replaced' },
  'password-changed': { kind: 'password-changed' },
  'password-reset': { kind: 'password-reset', link, validForSeconds },
  'password-reset-ordered': { kind: 'password-reset-ordered', organization, link, validForSeconds },
  'device-reset': { kind: 'device-reset', organization },
  'enrollment-ticket': { kind: 'enrollment-ticket', organization, validForSeconds },
  'second-factor-unlocked': { kind: 'second-factor-unlocked' },
  'email-change': { kind: 'email-change', link, validForSeconds },
  'email-change-consent': { kind: 'email-change-consent', link, validForSeconds },
  'email-changed': { kind: 'email-changed', newEmail: 'new@acme.example' },
  invitation: { kind: 'invitation', organization, link, validForSeconds },
  'invitation-withdrawn': { kind: 'invitation-withdrawn', organization, email: 'ann@old.example' },
  'enrollment-reminder': { kind: 'enrollment-reminder', organization, deadline: midnight },
  'enforcement-announced': { kind: 'enforcement-announced', organization, deadline: midnight },
  'trial-ending': { kind: 'trial-ending', organization, deadline: midnight },
  'left-organizations': { kind: 'left-organizations', organizations: 'Acme, Globex' },
  'membership-changed': {
    kind: 'membership-changed',
    organization,
    member: 'ann@acme.example',
    change: 'joined',
  },
  'enforcement-lapsed': { kind: 'enforcement-lapsed', organization },
  'mail-check': { kind: 'mail-check', organization },
};

const mails = Object.values(samples).map(model);

describe('a mail', () => {
  for (const model of mails) {
    it(`${model.notice.kind} names the product and where to go if it was not you, in each language`, () => {
      for (const language of languages) {
        const { subject, text, html } = renderer.renderMail({ ...model, language });
        expect(subject)
          .to.include('Countersign')
          .and.not.to.match(/[\r\n]/);
        for (const body of [text, html])
          expect(body).to.include(model.securityUrl).and.include('Countersign');
      }
    });

    it(`${model.notice.kind} escapes markup in its HTML and leaves its text alone`, () => {
      const { text, html } = renderer.renderMail({ ...model, securityUrl: 'http://a/?a=1&b=<script>' });
      expect(html).not.to.include('<script>');
      expect(text).to.include('http://a/?a=1&b=<script>');
    });
  }

  it('with a code says for how long it is valid', () => {
    const { subject, text } = renderer.renderMail(model(samples['mailbox-code']));
    expect(subject).to.equal('482913 is your Countersign code');
    expect(text)
      .to.match(/^ {4}482913$/m)
      .and.to.include('10 minutes');
  });

  for (const change of ['joined', 'left', 'removed', 'suspended', 'reinstated'] as const) {
    it(`says that a member has ${change}, in each language`, () => {
      const notice: Notice = { ...samples['membership-changed'], change };
      const texts = languages.map((language) => renderer.renderMail({ ...model(notice), language }).text);
      for (const text of texts) expect(text).to.include('ann@acme.example').and.include('Acme');
    });
  }

  it('with a link shows it on a line of its own', () => {
    const { text, html } = renderer.renderMail(model(samples.invitation));
    expect(text.split('\n')).to.include(link);
    expect(html).to.include(`<a href="${link}">`);
  });

  it('about something that happened tells when, in the zone it is given', () => {
    for (const kind of [
      'second-factor-locked',
      'factor-removed',
      'password-changed',
      'device-reset',
    ] as const) {
      expect(renderer.renderMail(model(samples[kind])).text).to.include(
        '1 December 2026 at 00:00 (Europe/Brussels)',
      );
    }
  });

  it('keeps line breaks out of the subject', () => {
    const { subject } = renderer.renderMail(
      model({ kind: 'mailbox-code', code: '1\r\nBcc: x@y.example', validForSeconds }),
    );
    expect(subject).to.equal('1 Bcc: x@y.example is your Countersign code');
  });
});
