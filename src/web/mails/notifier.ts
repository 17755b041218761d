import type { Mailer } from '../../mail/mailer.ts';
import type { Notifier } from '../../notices/notices.ts';
import type { Renderer } from '../pages/rendering.ts';
import { chooseLanguage } from '../words/language.ts';

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
