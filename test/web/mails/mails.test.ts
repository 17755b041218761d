import { expect } from 'chai';
import type { Notice } from '../../../src/notices/notices.ts';
import { createRenderer } from '../../../src/web/pages/rendering.ts';
import { languages } from '../../../src/web/words/language.ts';
import { midnight } from '../support/frames.ts';
import {
  link,
  mailModel as model,
  noticeSamples as samples,
  validForSeconds,
} from '../support/mail-samples.ts';

const renderer = createRenderer({ viewsDirectory: 'views', production: false });

const mails = Object.values(samples).map(model);

describe('a mail', () => {
  for (const model of mails) {
    it(`${model.notice.kind} names the product, and a page of ours alike in each language or in none`, () => {
      const isNamed = renderer.renderMail(model).text.includes(model.passwordUrl);
      for (const language of languages) {
        const { subject, text, html } = renderer.renderMail({ ...model, language });
        expect(subject)
          .to.include('Countersign')
          .and.not.to.match(/[\r\n]/);
        for (const body of [text, html]) {
          expect(body).to.include('Countersign');
          expect(body.includes(model.passwordUrl), language).to.equal(isNamed);
        }
        expect(html.includes(` href="${model.passwordUrl}"`), language).to.equal(isNamed);
      }
    });

    it(`${model.notice.kind} escapes markup in its HTML and leaves its text alone`, () => {
      const passwordUrl = 'http://a/?a=1&b=<script>';
      const { text, html } = renderer.renderMail({ ...model, passwordUrl });
      expect(html).not.to.include('<script>');
      const isNamed = renderer.renderMail(model).text.includes(model.passwordUrl);
      expect(text.includes(passwordUrl)).to.equal(isNamed);
    });
  }

  it('that sends anybody to an administrator names the operator too, for who has no organization', () => {
    const both = {
      en: ['an administrator of your organization', 'whoever runs this service'],
      de: ['der Administration Ihrer Organisation', 'dem Betreiber dieses Dienstes'],
      fr: ['l’administration de votre organisation', 'l’exploitant de ce service'],
      nl: ['een beheerder van uw organisatie', 'de aanbieder van deze dienst'],
    };
    for (const language of languages) {
      const [administrator = '', operator] = both[language];
      const texts = mails.map((mail) => renderer.renderMail({ ...mail, language }).text);
      const sending = texts.filter((text) => text.includes(administrator));
      expect(sending, language).to.have.length(7);
      for (const text of sending) expect(text).to.include(operator);
    }
  });

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
    expect(html).to.include(` href="${link}"`);
  });

  it('that asks for a factor leads to where it is set up, and says in its text what is there', () => {
    for (const kind of ['enforcement-announced', 'enrollment-reminder'] as const)
      for (const deadline of [null, midnight]) {
        const { text, html } = renderer.renderMail(model({ kind, organization: 'Acme', deadline }));
        expect(text, kind).to.include(
          '\n\nSet up two-step sign-in\nhttp://localhost:3000/account/security\n\n',
        );
        expect(html, kind).to.include(' href="http://localhost:3000/account/security"');
      }
  });

  it('about something that happened tells when, in the zone it is given', () => {
    for (const kind of [
      'second-factor-locked',
      'factor-removed',
      'password-changed',
      'device-reset',
    ] as const) {
      expect(renderer.renderMail(model(samples[kind])).text).to.include(
        '28 November 2026 at 00:00 (Europe/Brussels)',
      );
    }
  });

  it('about a device that was reset says by whom, and whether another one has to be set up', () => {
    const reset = (organization: string | null, mustEnroll: boolean) =>
      renderer
        .renderMail(model({ kind: 'device-reset', organization, mustEnroll }))
        .text.replaceAll(/\s+/g, ' ');
    for (const mustEnroll of [true, false]) {
      expect(reset('Acme', mustEnroll)).to.include('An administrator of Acme removed');
      expect(reset(null, mustEnroll)).to.include('The operator of this service removed');
      expect(reset(null, mustEnroll)).to.include('tell the operator of this service at once');
    }
    for (const organization of ['Acme', null]) {
      expect(reset(organization, true)).to.include('you set up two-step sign-in anew');
      expect(reset(organization, false)).to.include('your password alone lets you in');
    }
  });

  it('keeps line breaks out of the subject', () => {
    const { subject } = renderer.renderMail(
      model({ kind: 'mailbox-code', code: '1\r\nBcc: x@y.example', validForSeconds }),
    );
    expect(subject).to.equal('1 Bcc: x@y.example is your Countersign code');
  });
});
