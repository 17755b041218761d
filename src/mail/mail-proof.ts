import type { Notifier } from '../notices/notices.ts';
import { Refusal } from '../refusal/refusal.ts';
import type { Mailer } from './mailer.ts';

/** Notes whether a mail server has ever accepted a mail; the development mailbox counts as one (ruling 13). */
export interface ProvenMailer {
  readonly mailer: Mailer;
  readonly isProven: () => boolean;
}

export function proveByUse(mailer: Mailer): ProvenMailer {
  let isProven = false;
  return {
    isProven: () => isProven,
    mailer: {
      // What else the mailer can do, e.g. show the mails it kept, stays.
      ...mailer,
      async send(mail) {
        await mailer.send(mail);
        isProven = true;
      },
    },
  };
}

/** Sends a test mail to find out, unless one has been accepted before. */
export function createMailCheck(
  { isProven }: ProvenMailer,
  notifier: Notifier,
  clock: () => Date,
): (to: string, organization: string) => Promise<boolean> {
  return async (to, organization) => {
    if (isProven()) return true;
    try {
      await notifier.notify({ email: to, language: '' }, { kind: 'mail-check', organization }, clock());
      return true;
    } catch (error) {
      if (error instanceof Refusal) return false;
      throw error;
    }
  };
}
