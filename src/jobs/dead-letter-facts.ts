import type { Notice } from '../notices/notices.ts';
import type { DeadLetter } from './dead-letters.ts';
import type { Job } from './queue.ts';

/** What the operator is told of a dead letter: whom it is for, never what is in it. */
export interface DeadLetterFacts {
  /** Of a mail: what it tells. */
  readonly notice: Notice['kind'] | null;
  /** Of a mail. */
  readonly email: string | null;
  /** Of the message to an application that a session has ended. */
  readonly clientId: string | null;
  /** Of ends of sessions: of how many people. */
  readonly people: number | null;
  /** Why it failed; null where no key opens it. */
  readonly reason: string | null;
}

const none: DeadLetterFacts = { notice: null, email: null, clientId: null, people: null, reason: null };

export function deadLetterFacts({ content }: Pick<DeadLetter, 'content'>): DeadLetterFacts {
  return content === null ? none : { ...none, ...factsOf(content.job), reason: content.reason };
}

function factsOf(job: Job): Partial<DeadLetterFacts> {
  switch (job.kind) {
    case 'send-mail':
      return { notice: job.notice.kind, email: job.to.email };
    case 'mail-reset-link':
      return { email: job.request.email };
    case 'deliver-logout':
      return { clientId: job.delivery.clientId };
    case 'end-sessions':
      return { people: job.userIds.length };
    case 'long-job':
    case 'reseal':
      return {};
  }
}
