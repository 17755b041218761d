import type { Notifier } from '../notices/notices.ts';
import { Refusal } from '../refusal/refusal.ts';
import { isDevelopmentMailer, type Mailer } from './mailer.ts';

/** Notes whether a mail server has ever accepted a mail; the development mailbox counts as one that has (ruling 13). */
export interface ProvenMailer {
  readonly mailer: Mailer;
  readonly isProven: () => boolean;
}

/** @param to null: nobody is known who could get a test mail */
export type IsMailWorking = (to: string | null, organization: string) => Promise<boolean>;

export function proveByUse(mailer: Mailer): ProvenMailer {
  let isProven = isDevelopmentMailer(mailer);
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

/** Sends a test mail to find out, unless one has been accepted before, or there is nobody to send it to. */
export function createMailCheck(
  { isProven }: ProvenMailer,
  notifier: Notifier,
  clock: () => Date,
): IsMailWorking {
  return async (to, organization) => {
    if (isProven()) return true;
    if (to === null) return false;
    try {
      const recipient = { email: to, language: '', timeZone: 'UTC' };
      await notifier.notify({ to: recipient, notice: { kind: 'mail-check', organization } }, clock());
      return true;
    } catch (error) {
      if (error instanceof Refusal) return false;
      throw error;
    }
  };
}
