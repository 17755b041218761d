import type { Mailer } from '../mail/mailer.ts';
import type { Notice, Notifier } from '../sign-in/notices.ts';
import { chooseLanguage, type Language } from './language.ts';
import type { MailModel } from './mails.ts';
import type { Renderer } from './rendering.ts';

/** Turns notices into mails in the person's language. */
export function createNotifier(options: {
  readonly mailer: Mailer;
  readonly renderer: Renderer;
  readonly issuer: string;
}): Notifier {
  const { mailer, renderer, issuer } = options;
  return {
    async notify(to, notice, now) {
      const language = chooseLanguage(undefined, to.language);
      const model = modelOf(notice, { language, securityUrl: new URL('/account', issuer).href }, now);
      await mailer.send({ to: to.email, ...renderer.renderMail(model) });
    },
  };
}

function modelOf(notice: Notice, frame: { language: Language; securityUrl: string }, now: Date): MailModel {
  const told = { ...frame, at: now.getTime(), timeZone: 'UTC' };
  switch (notice.kind) {
    case 'mailbox-code':
      return { ...frame, mail: 'mailbox-code', code: notice.code, validForSeconds: notice.validForSeconds };
    case 'second-factor-locked':
      return { ...told, mail: 'second-factor-locked' };
    case 'recovery-code-used':
      return { ...told, mail: 'recovery-code-used', codesLeft: notice.codesLeft };
    case 'factor-enrolled':
      return { ...told, mail: 'factor-enrolled', factor: notice.factor };
    case 'password-changed':
      return { ...told, mail: 'password-changed' };
  }
}
