import type { RefusalCode } from '../../../refusal/refusal.ts';
import { wordsAndStatus } from '../../words/refusals.ts';
import type { Endpoint } from '../access/endpoint.ts';
import type { ChallengeCode, RequestCode } from '../answers/errors.ts';
import { ownDialect } from '../dialects/own/own-dialect.ts';
import { accessRefusals } from './access.ts';
import type { JsonSchema } from './named-schemas.ts';

type Code = RefusalCode | ChallengeCode | RequestCode;

const headers = {
  ETag: header('the version, for If-Match', { pattern: '^"[0-9]+"$' }),
  Location: header('the path of what was created', {}),
  'Retry-After': header('seconds until it is worth another try', { pattern: '^[0-9]+$' }),
  'WWW-Authenticate': header('what the token lacks (RFC 6750, RFC 9470)', {}),
  Accept: header('what a body may be', {}),
  'Idempotency-Replayed': header(
    'there, and true, where this is the answer to an earlier request with the same Idempotency-Key; what is shown only once is left out',
    { enum: ['true'] },
  ),
};

function header(description: string, schema: JsonSchema) {
  return { description, schema: { type: 'string', ...schema } };
}

/** Headers that an answer always has. */
function always(...names: readonly (keyof typeof headers)[]): JsonSchema {
  return Object.fromEntries(names.map((name) => [name, { ...headers[name], required: true }]));
}

/** Headers that an answer may have. */
function sometimes(...names: readonly (keyof typeof headers)[]): JsonSchema {
  return Object.fromEntries(names.map((name) => [name, { ...headers[name], required: false }]));
}

/** @param content of the answer by media type; empty for none */
export function successAnswers(
  { status, alsoCreates, method, version, hasLocation }: Endpoint,
  content: JsonSchema,
): JsonSchema {
  const own = {
    ...(version === undefined ? {} : always('ETag')),
    ...(hasLocation === true ? always('Location') : {}),
    ...(method === 'POST' ? sometimes('Idempotency-Replayed') : {}),
  };
  const answer = {
    description: descriptions[status],
    ...(Object.keys(own).length === 0 ? {} : { headers: own }),
    ...(Object.keys(content).length === 0 ? {} : { content }),
  };
  return {
    [status]: answer,
    ...(alsoCreates === true ? { 201: { ...answer, description: descriptions[201] } } : {}),
  };
}

const descriptions: Readonly<Record<Endpoint['status'], string>> = {
  200: 'done',
  201: 'created',
  204: 'done, without an answer',
};

/** Every refusal that an operation may answer, by status. */
export function refusedAnswers(endpoint: Endpoint, problem: JsonSchema): JsonSchema {
  const byStatus = new Map<number, Code[]>();
  for (const code of new Set([
    ...endpoint.refusals,
    ...accessRefusals(endpoint.access),
    ...commonCodes(endpoint),
  ])) {
    const status = statusOf(code);
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  const content = { [ownDialect.errorMediaType]: { schema: problem } };
  const described = [...byStatus].map(([status, codes]) => [
    status,
    { description: codes.toSorted().join(', '), ...refusalHeaders(status), content },
  ]);
  return { ...Object.fromEntries(described), default: { description: 'an unexpected error', content } };
}

/** What any operation may answer, whatever it is about. */
function commonCodes({ method, path }: Endpoint): readonly Code[] {
  const codes: Code[] = [
    'storage_unavailable',
    'unsupported_media_type',
    'malformed_request',
    'body_too_large',
  ];
  // A query or a body that is not taken is refused, too.
  codes.push('invalid_value');
  if (path.includes('{')) codes.push('not_found');
  if (method !== 'GET') codes.push('stale_version');
  if (method === 'POST') codes.push('idempotency_key_reused', 'request_under_way');
  return codes;
}

function refusalHeaders(status: number): JsonSchema {
  if (status === 401) return { headers: always('WWW-Authenticate') };
  if (status === 403) return { headers: sometimes('WWW-Authenticate') };
  if (status === 415) return { headers: sometimes('Accept') };
  if (status === 429 || status === 503) return { headers: always('Retry-After') };
  return {};
}

const requestStatus: Readonly<Record<ChallengeCode | RequestCode, number>> = {
  token_missing: 401,
  invalid_token: 401,
  insufficient_user_authentication: 401,
  malformed_request: 400,
  invalid_value: 422,
  unexpected_error: 500,
};

function statusOf(code: Code): number {
  return code in requestStatus
    ? requestStatus[code as ChallengeCode | RequestCode]
    : wordsAndStatus[code as RefusalCode].status;
}
