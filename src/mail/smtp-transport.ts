import { createTransport } from 'nodemailer';
import type { Logger } from '../logging/logger.ts';
import { Refusal } from '../refusal/refusal.ts';
import type { Mail, Mailer } from './mailer.ts';

/** How long each part of sending may take, in milliseconds. */
export interface MailTimeouts {
  readonly connectionMs: number;
  /** Silence of the server, the greeting included. */
  readonly socketMs: number;
  /** The whole of it, waiting for a free connection included. */
  readonly totalMs: number;
}

export interface SmtpOptions {
  readonly smtpUrl: string;
  readonly from: string;
  readonly logger: Logger;
  /** Default: connection 5 s, socket 10 s, 20 s in total. */
  readonly timeouts?: MailTimeouts;
}

const usualTimeouts: MailTimeouts = { connectionMs: 5_000, socketMs: 10_000, totalMs: 20_000 };

/** Few, because mail servers count connections; a queued mail waits for the next free one. */
const connections = 4;

/**
 * Sends through one mail server over a small pool of connections, with STARTTLS where the server offers it.
 * A mail that is not accepted is refused with `mail_not_sent`; trying again is the caller's decision.
 */
export function createSmtpTransport(options: SmtpOptions): Mailer {
  const { from, logger, timeouts = usualTimeouts } = options;
  const pool = openPool(options.smtpUrl, timeouts);
  return {
    send: async (mail) => {
      try {
        await pool.sendMail({ ...envelopeOf(mail, from), signal: AbortSignal.timeout(timeouts.totalMs) });
      } catch (error) {
        const reason = reasonOf(error);
        logger.warn({ reason }, 'mail not sent');
        throw new Refusal('mail_not_sent', { reason });
      }
    },
    close: async () => pool.close(),
  };
}

function openPool(url: string, { connectionMs, socketMs }: MailTimeouts) {
  return createTransport({
    url,
    pool: true,
    maxConnections: connections,
    // Sending twice is worse than saying no: the caller knows which mails bear repeating.
    maxRequeues: 0,
    connectionTimeout: connectionMs,
    dnsTimeout: connectionMs,
    greetingTimeout: socketMs,
    socketTimeout: socketMs,
    // A template must never be able to attach a file or fetch an address.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
}

function envelopeOf(mail: Mail, from: string) {
  return {
    from,
    // As an object the address is one address, whatever commas and brackets it holds.
    to: { name: '', address: mail.to },
    subject: mail.subject,
    text: mail.text,
    html: mail.html,
    // No out-of-office answers (RFC 3834, section 5).
    headers: { 'Auto-Submitted': 'auto-generated' },
  };
}

/** Codes only: what a server answers may repeat addresses or text of the mail. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  const parts = ['code', 'responseCode', 'command'].map((name) => Reflect.get(error, name));
  const known = parts.filter((part) => typeof part === 'string' || typeof part === 'number');
  return known.length === 0 ? error.name : known.join(' ');
}
