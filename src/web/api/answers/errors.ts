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
