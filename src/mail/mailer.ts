import type { Logger } from '../logging/logger.ts';
import { Refusal } from '../refusal/refusal.ts';
import { createDevelopmentMailbox, type KeptMail } from './development-mailbox.ts';
import { createSmtpTransport } from './smtp-transport.ts';

/** One mail to one person; both bodies say the same. */
export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

export interface Mailer {
  /** Resolves when the mail server has accepted the mail. Refuses with `mail_not_sent`. */
  send(mail: Mail): Promise<void>;
  /** Ends idle connections; call it once, last. */
  close(): Promise<void>;
}

/** Keeps mails instead of sending them. */
export interface DevelopmentMailer extends Mailer {
  /** The last mails, oldest first; copies, safe to keep. */
  messages(): readonly KeptMail[];
}

export interface MailerOptions {
  /** `smtp://` or `smtps://`; null: no server. */
  readonly smtpUrl: string | null;
  /** `address@host` or `Name <address@host>`. */
  readonly from: string;
  readonly logger: Logger;
  /** What happens to mails without a server: `keep` them in memory (development) or `refuse` them (production). */
  readonly withoutServer: 'keep' | 'refuse';
}

/** The mailer that the configuration asks for; one that keeps mails has `messages()`. */
export function createMailer(options: MailerOptions): Mailer | DevelopmentMailer {
  const { smtpUrl, from, logger, withoutServer } = options;
  if (smtpUrl !== null) return createSmtpTransport({ smtpUrl, from, logger });
  return withoutServer === 'keep' ? createDevelopmentMailbox(Date.now) : createRefusingMailer();
}

/** Whether mails are kept in memory, so that they can be shown. */
export function isDevelopmentMailer(mailer: Mailer): mailer is DevelopmentMailer {
  return 'messages' in mailer;
}

function createRefusingMailer(): Mailer {
  return {
    send: async () => {
      throw new Refusal('mail_not_sent', { reason: 'SMTP_URL is not set' });
    },
    close: async () => {},
  };
}
