import { securityPath } from '../../enrollment/security-path.ts';
import { notMePath } from '../../links/not-me-link.ts';
import type { Mailer } from '../../mail/mailer.ts';
import type { Notice, Notifier } from '../../notices/notices.ts';
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
  readonly recipients: Pick<RecipientStore, 'readerAt'>;
}): Notifier {
  const { mailer, renderer, issuer, recipients } = options;
  const { host } = new URL(issuer);
  const passwordUrl = new URL(forgottenPath, issuer).href;
  const securityUrl = new URL(securityPath, issuer).href;
  const notMeUrlOf = (notice: Notice) =>
    'notMe' in notice && notice.notMe !== undefined
      ? new URL(`${notMePath}/${notice.notMe}`, issuer).href
      : null;
  return {
    async notify({ to, notice, by = null }, happenedAt) {
      const reader = await recipients.readerAt(to.email, by?.userId ?? null);
      const language = chooseLanguage(
        undefined,
        [reader.languages, to.language, reader.ownersLanguages].filter(Boolean).join(', '),
      );
      const mail = renderer.renderMail({
        notice,
        language,
        passwordUrl,
        notMeUrl: notMeUrlOf(notice) ?? passwordUrl,
        securityUrl,
        host,
        reader: reader.name,
        by: { name: reader.doer, network: by?.network ?? null },
        at: happenedAt.getTime(),
        timeZone: to.timeZone ?? inOldJobs,
      });
      await mailer.send({ to: to.email, ...mail });
    },
  };
}
