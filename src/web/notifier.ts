import type { Mailer } from '../mail/mailer.ts';
import type { Notifier } from '../sign-in/notices.ts';
import { chooseLanguage } from './language.ts';
import type { Renderer } from './rendering.ts';

/** Turns notices into mails in the person's language. */
export function createNotifier(options: {
  readonly mailer: Mailer;
  readonly renderer: Renderer;
  readonly issuer: string;
}): Notifier {
  const { mailer, renderer, issuer } = options;
  const securityUrl = new URL('/account', issuer).href;
  return {
    async notify(to, notice, now) {
      const language = chooseLanguage(undefined, to.language);
      const model = { notice, language, securityUrl, at: now.getTime(), timeZone: 'UTC' };
      await mailer.send({ to: to.email, ...renderer.renderMail(model) });
    },
  };
}
