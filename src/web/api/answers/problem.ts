import { freshMfaSeconds } from '../../../organizations/core/admin-context.ts';
import type { Refusal, RefusalCode } from '../../../refusal/refusal.ts';
import type { Words } from '../../words/language.ts';
import { refusalInWords, retryAfterOf, wordsAndStatus } from '../../words/refusals.ts';

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

export interface ProblemAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: ProblemDocument;
}

/** Why a token is not enough. `insufficient_user_authentication`: its session is too weak or too old (RFC 9470). */
export const challengeCodes = ['token_missing', 'invalid_token', 'insufficient_user_authentication'] as const;

export type ChallengeCode = (typeof challengeCodes)[number];

/** What is wrong with a request or with us, whatever it was about. */
export const requestCodes = ['invalid_value', 'malformed_request', 'unexpected_error'] as const;

export type RequestCode = (typeof requestCodes)[number];

/** The 401 of the API; what to do about it stands in `WWW-Authenticate`. */
export class Unauthorized extends Error {
  readonly code: ChallengeCode;
  /** Oldest acceptable second factor, seconds; null where any does. */
  readonly maxAgeSeconds: number | null;

  constructor(code: ChallengeCode, maxAgeSeconds: number | null = null) {
    super(code);
    this.code = code;
    this.maxAgeSeconds = maxAgeSeconds;
  }
}

/** A value of the request that does not fit; 400 for one that could not even be read. */
export class InvalidValue extends Error {
  readonly status: 400 | 422;
  readonly errors: readonly { readonly path: string; readonly problem: string }[];

  constructor(status: InvalidValue['status'], errors: InvalidValue['errors']) {
    super(errors.map(({ path, problem }) => `${path} ${problem}`).join('; '));
    this.status = status;
    this.errors = errors;
  }
}

const challengeTitles: Record<ChallengeCode, string> = {
  token_missing: 'This request needs a bearer token',
  invalid_token: 'The token is not valid any more, or not for this API',
  insufficient_user_authentication: 'A (newer) second factor is needed',
};

export function challengeProblem({ code, maxAgeSeconds }: Unauthorized): ProblemAnswer {
  return {
    status: 401,
    headers: { 'www-authenticate': challengeHeader(code, maxAgeSeconds) },
    body: { type: typeOf(code), title: challengeTitles[code], status: 401, code },
  };
}

/** @see RFC 6750 section 3, RFC 9470 section 3 */
function challengeHeader(code: ChallengeCode, maxAgeSeconds: number | null): string {
  if (code === 'token_missing') return 'Bearer';
  if (code === 'invalid_token') return 'Bearer error="invalid_token"';
  const maxAge = maxAgeSeconds === null ? '' : `, max_age="${maxAgeSeconds}"`;
  return `Bearer error="${code}", acr_values="urn:countersign:acr:2"${maxAge}`;
}

/** @see RFC 6750 section 3.1 */
function scopeHeader(needed: readonly string[]): string {
  return `Bearer error="insufficient_scope", scope="${needed.join(' ')}"`;
}

export function misfitProblem({ status, errors }: InvalidValue): ProblemAnswer {
  const code = status === 422 ? 'invalid_value' : 'malformed_request';
  const title = status === 422 ? 'Some values do not fit' : 'The request cannot be read';
  return { status, headers: {}, body: { type: typeOf(code), title, status, code, errors } };
}

export function refusalProblem(words: Words, refusal: Refusal): ProblemAnswer {
  const { code, detail } = refusal;
  const { status } = wordsAndStatus[code];
  const { message, next } = refusalInWords(words, 'api', { code, field: null, detail });
  return {
    status,
    headers: headersOf(refusal),
    body: {
      type: typeOf(code),
      title: message,
      status,
      code,
      ...(next.length === 0 ? {} : { detail: next.join(' ') }),
      ...(detail.list === undefined ? {} : { list: detail.list }),
      ...(listsPaths.has(code) ? { errors: pathsIn(detail.list ?? []) } : {}),
    },
  };
}

/** Who has to prove a newer factor, or to ask for a scope, is told so as the standards have it, too. */
function headersOf(refusal: Refusal): Record<string, string> {
  if (refusal.code === 'insufficient_scope')
    return { 'www-authenticate': scopeHeader(refusal.detail.list ?? []) };
  if (refusal.code === 'mfa_required')
    return { 'www-authenticate': challengeHeader('insufficient_user_authentication', freshMfaSeconds) };
  const retryAfter = retryAfterOf(refusal);
  return retryAfter === null ? {} : { 'retry-after': retryAfter };
}

/** Refusals that list "path: problem". */
const listsPaths: ReadonlySet<RefusalCode> = new Set(['invalid_policy', 'invalid_document']);

function pathsIn(list: readonly string[]): { path: string; problem: string }[] {
  return list.map((line) => {
    const [path = '', ...problem] = line.split(': ');
    return { path: `/${path.replaceAll(/[.[]/g, '/').replaceAll(']', '')}`, problem: problem.join(': ') };
  });
}

function typeOf(code: RefusalCode | ChallengeCode | RequestCode): string {
  return `urn:countersign:problem:${code}`;
}
