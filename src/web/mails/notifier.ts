import type { Mailer } from '../../mail/mailer.ts';
import type { Notifier } from '../../notices/notices.ts';
import { forgottenPath } from '../../passwords/reset-link.ts';
import type { RecipientStore } from '../../people/mail-language.ts';
import type { Renderer } from '../pages/rendering.ts';
import { chooseLanguage } from '../words/language.ts';

/** What was queued before it was said in which zone. */
const inOldJobs = 'UTC';

/** Turns notices into mails, in the language of whoever reads them, not of whoever caused them. */
export function createNotifier(options: {
  readonly mailer: Mailer;
  readonly renderer: Renderer;
  readonly issuer: string;
  readonly recipients: RecipientStore;
}): Notifier {
  const { mailer, renderer, issuer, recipients } = options;
  const passwordUrl = new URL(forgottenPath, issuer).href;
  return {
    async notify(to, notice, now) {
      const known = await recipients.languagesAt(to.email);
      const language = chooseLanguage(undefined, [known, to.language].filter(Boolean).join(', '));
      const model = { notice, language, passwordUrl, at: now.getTime(), timeZone: to.timeZone ?? inOldJobs };
      await mailer.send({ to: to.email, ...renderer.renderMail(model) });
    },
  };
}
