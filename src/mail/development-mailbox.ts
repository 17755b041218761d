import type { DevelopmentMailer, Mail } from './mailer.ts';

/** Oldest mails beyond this count are forgotten: whoever tries what mails a thousand members still finds their own. */
const capacity = 2000;

/** A mail of the development mailbox. */
export interface KeptMail extends Mail {
  /** Epoch milliseconds. */
  readonly sentAt: number;
}

/**
 * Keeps the last 2,000 mails in memory, for development and the demo. Never for production:
 * whoever reads `messages()` reads one-time codes and links.
 */
export function createDevelopmentMailbox(now: () => number): DevelopmentMailer {
  const kept: KeptMail[] = [];
  return {
    send: async ({ to, subject, text, html }) => {
      kept.push({ to, subject, text, html, sentAt: now() });
      kept.splice(0, kept.length - capacity);
    },
    messages: () => [...kept],
    close: async () => {
      kept.length = 0;
    },
  };
}
