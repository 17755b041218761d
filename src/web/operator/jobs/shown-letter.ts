import { deadLetterFacts } from '../../../jobs/dead-letter-facts.ts';
import type { DeadLetter } from '../../../jobs/dead-letters.ts';
import type { JobKind } from '../../../jobs/queue.ts';
import type { Instant } from '../../../policy/facts.ts';

/** A dead letter as it is listed. */
export interface ShownLetter {
  readonly id: string;
  readonly kind: JobKind;
  readonly failedAt: Instant;
  /** Of a mail: what it tells, by the name of its kind. */
  readonly what: string | null;
  readonly email: string | null;
  readonly client: string | null;
  readonly people: number | null;
  /** Null: no key opens it. */
  readonly reason: string | null;
}

export function shownLetter(letter: DeadLetter): ShownLetter {
  const { notice: what, clientId: client, ...facts } = deadLetterFacts(letter);
  const { id, kind, failedAt } = letter;
  return { id, kind, failedAt: failedAt.getTime(), what, client, ...facts };
}
