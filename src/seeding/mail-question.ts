import type { IsMailWorking } from '../mail/mail-proof.ts';

/** Ends a transaction in which an operation would have waited for the mail server. */
export class MailQuestion extends Error {
  readonly to: string | null;
  readonly organization: string;

  constructor(to: string | null, organization: string) {
    super('whether mails go out is asked outside of the transaction');
    this.to = to;
    this.organization = organization;
  }
}

/**
 * Runs work in which it may be asked whether mails go out (ruling 13), and once more with the answer where it was: a
 * transaction must not wait for a mail server, and most files ask nothing.
 */
export async function answeringOutside<Result>(
  isMailWorking: IsMailWorking,
  work: (isMailWorking: IsMailWorking) => Promise<Result>,
): Promise<Result> {
  try {
    return await work((to, organization) => Promise.reject(new MailQuestion(to, organization)));
  } catch (error) {
    if (!(error instanceof MailQuestion)) throw error;
    const isWorking = await isMailWorking(error.to, error.organization);
    return work(async () => isWorking);
  }
}
