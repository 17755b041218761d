import type { Refusal, RefusalCode } from '../../../../refusal/refusal.ts';
import type { Words } from '../../../words/language.ts';
import { refusalInWords, wordsAndStatus } from '../../../words/refusals.ts';
import type { ChallengeCode, InvalidValue, RequestCode, Unauthorized } from '../../answers/errors.ts';
import { challengeHeaders, refusalHeaders } from '../../answers/refusal-headers.ts';
import type { ErrorAnswer } from '../dialect.ts';

/** Problem details. @see RFC 9457 */
export interface ProblemDocument {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: string;
  readonly detail?: string;
  /** E-mails, slugs or paths that the refusal is about. */
  readonly list?: readonly string[];
  /** Each value that cannot stay as it is, by its path. */
  readonly errors?: readonly { readonly path: string; readonly problem: string }[];
}

interface ProblemAnswer extends ErrorAnswer {
  readonly body: ProblemDocument;
}

const challengeTitles: Record<ChallengeCode, string> = {
  token_missing: 'This request needs a bearer token',
  invalid_token: 'The token is not valid any more, or not for this API',
  insufficient_user_authentication: 'A (newer) second factor is needed',
};

export function challengeProblem(error: Unauthorized): ProblemAnswer {
  const { code } = error;
  return {
    status: 401,
    headers: challengeHeaders(error),
    body: { type: typeOf(code), title: challengeTitles[code], status: 401, code },
  };
}

export function misfitProblem({ status, errors }: InvalidValue): ProblemAnswer {
  const code = status === 422 ? 'invalid_value' : 'malformed_request';
  const title = status === 422 ? 'Some values do not fit' : 'The request cannot be read';
  return { status, headers: {}, body: { type: typeOf(code), title, status, code, errors } };
}

export function refusalProblem(words: Words, refusal: Refusal): ProblemAnswer {
  const { code, detail } = refusal;
  const { status } = wordsAndStatus[code];
  const { message, next } = refusalInWords(words, 'api', { code, field: detail.about ?? null, detail });
  return {
    status,
    headers: refusalHeaders(refusal),
    body: {
      type: typeOf(code),
      title: message,
      status,
      code,
      ...(next.length === 0 ? {} : { detail: next.join(' ') }),
      ...(detail.list === undefined ? {} : { list: detail.list }),
      ...(detail.contrast === undefined ? {} : { contrast: detail.contrast }),
      ...(listsPaths.has(code) ? { errors: pathsIn(detail.list ?? []) } : {}),
    },
  };
}

/** What could not even be read: nothing of ours has looked at it. */
export function unreadableProblem(status: number): ProblemAnswer {
  const title = 'The request cannot be read';
  return { status, headers: {}, body: { type: 'about:blank', title, status, code: 'malformed_request' } };
}

/** A bug says nothing but the number to look it up by. */
export function unexpectedProblem(requestId: string): ProblemAnswer {
  const title = `Unexpected error ${requestId}`;
  const body = { type: 'about:blank', title, status: 500, code: 'unexpected_error' };
  return { status: 500, headers: {}, body };
}

/** Refusals that list "path: problem". */
const listsPaths: ReadonlySet<RefusalCode> = new Set([
  'invalid_policy',
  'invalid_document',
  'logo_not_usable',
  'name_not_allowed',
  'wildcard_redirect',
]);

function pathsIn(list: readonly string[]): { path: string; problem: string }[] {
  return list.map((line) => {
    const [path = '', ...problem] = line.split(': ');
    return { path: `/${path.replaceAll(/[.[]/g, '/').replaceAll(']', '')}`, problem: problem.join(': ') };
  });
}

function typeOf(code: RefusalCode | ChallengeCode | RequestCode): string {
  return `urn:countersign:problem:${code}`;
}
