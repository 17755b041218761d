import type { Refusal } from '../../../refusal/refusal.ts';
import type { Words } from '../../words/language.ts';
import type { InvalidValue, Unauthorized } from '../answers/errors.ts';

/** An answer that is an error, as a dialect writes it. */
export interface ErrorAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** JSON. */
  readonly body: object;
}

/**
 * How a group of endpoints speaks. Who may call what, how values are checked and what an operation does is the same in all;
 * a standard such as SCIM (RFC 7644) says otherwise about these alone, and has its own pages of lists beside it.
 */
export interface Dialect {
  /** Where its endpoints are below the issuer, e.g. `/api/v1`. */
  readonly prefix: string;
  /** What a body may be; answers are the first of them. */
  readonly mediaTypes: readonly [string, ...string[]];
  readonly errorMediaType: string;
  /** An expected "no". */
  refused(error: Unauthorized | InvalidValue | Refusal, words: Words): ErrorAnswer;
  /** What is no request of HTTP that could be understood. @param status 4xx */
  unreadable(status: number): ErrorAnswer;
  /** A bug. @param requestId by which it is found in the log */
  unexpected(requestId: string): ErrorAnswer;
}
