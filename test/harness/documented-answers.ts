import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RequestHandler } from '../../src/web/app.ts';
import { misfitAt, openApi } from './openapi.ts';

/** What the OpenAPI document says of one answer. */
interface DocumentedAnswer {
  readonly headers?: Readonly<Record<string, { readonly required?: boolean }>>;
  readonly content?: Readonly<Record<string, unknown>>;
}

interface Operation {
  readonly operationId: string;
  readonly responses: Readonly<Record<string, DocumentedAnswer>>;
}

/** Headers of an answer that a client may act upon, so that they have to be documented. */
const telling = ['etag', 'location', 'retry-after', 'www-authenticate', 'idempotency-replayed', 'allow'];

const prefix = '/api/v1';
const document = openApi as {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
};
const found: string[] = [];

/** Answers of the API since the last call that its document does not describe, a sentence each. */
export function takeUndocumentedAnswers(): readonly string[] {
  return found.splice(0);
}

/** Holds every answer below `/api/v1` against the document. */
export function watchAnswers(handler: RequestHandler): RequestHandler {
  return (request, response) => {
    const path = (request.url ?? '').split('?', 1)[0] ?? '';
    if (path.startsWith(`${prefix}/`) && path !== `${prefix}/openapi.json`) watch(request, response, path);
    handler(request, response);
  };
}

function watch(request: IncomingMessage, response: ServerResponse, path: string): void {
  const parts: Buffer[] = [];
  const keep = (chunk: unknown) => {
    if (typeof chunk === 'string' || chunk instanceof Uint8Array) parts.push(Buffer.from(chunk));
  };
  const { write, end } = response;
  response.write = ((chunk: unknown, ...rest: unknown[]) => {
    keep(chunk);
    return Reflect.apply(write, response, [chunk, ...rest]);
  }) as typeof response.write;
  response.end = ((chunk: unknown, ...rest: unknown[]) => {
    keep(chunk);
    return Reflect.apply(end, response, [chunk, ...rest]);
  }) as typeof response.end;
  response.on('finish', () => {
    const problem = problemOf(request.method ?? '', path, response, Buffer.concat(parts).toString('utf8'));
    if (problem !== null) found.push(`${request.method} ${path}: ${response.statusCode} ${problem}`);
  });
}

/** Null where the document describes the answer. */
function problemOf(method: string, path: string, response: ServerResponse, body: string): string | null {
  const template = templateOf(path.slice(prefix.length));
  // What exists for nobody is no operation, so it cannot be described by one.
  if (template === null)
    return [404, 415].includes(response.statusCode) ? null : 'at a path that is not in the document';
  // HEAD is GET without its body (RFC 9110 section 9.3.2).
  if (method === 'HEAD') return null;
  const operation = document.paths[template]?.[method.toLowerCase()];
  if (operation === undefined)
    return response.statusCode === 405 ? null : 'at an operation that is not there';
  const { statusCode } = response;
  const answer = operation.responses[statusCode];
  if (answer === undefined) return `is not an answer of ${operation.operationId}: ${body.slice(0, 300)}`;
  return (
    headersProblem(answer, response) ?? bodyProblem({ template, method, statusCode }, answer, response, body)
  );
}

function headersProblem({ headers = {} }: DocumentedAnswer, response: ServerResponse): string | null {
  const documented = new Map(Object.entries(headers).map(([name, header]) => [name.toLowerCase(), header]));
  const silent = telling.filter((name) => response.hasHeader(name) && !documented.has(name));
  if (silent.length > 0) return `has headers that are not described: ${silent.join(', ')}`;
  const missing = [...documented].filter(
    ([name, { required }]) => required === true && !response.hasHeader(name),
  );
  return missing.length > 0 ? `lacks ${missing.map(([name]) => name).join(', ')}` : null;
}

function bodyProblem(
  at: { readonly template: string; readonly method: string; readonly statusCode: number },
  { content = {} }: DocumentedAnswer,
  response: ServerResponse,
  body: string,
): string | null {
  const [mediaType = ''] = String(response.getHeader('content-type') ?? '').split(';');
  if (body === '') return Object.keys(content).length === 0 ? null : 'has no body';
  if (!Object.hasOwn(content, mediaType)) return `is ${mediaType}, not ${Object.keys(content).join(' or ')}`;
  if (!mediaType.endsWith('json')) return null;
  const misfit = misfitAt(schemaOf(at, mediaType), JSON.parse(body));
  return misfit === null ? null : `${misfit}: ${body.slice(0, 300)}`;
}

/** Where the document says what an answer looks like. */
function schemaOf(
  { template, method, statusCode }: { template: string; method: string; statusCode: number },
  mediaType: string,
): readonly string[] {
  const operation = ['paths', template, method.toLowerCase()];
  return [...operation, 'responses', String(statusCode), 'content', mediaType, 'schema'];
}

/** The most literal template that fits: `/me/sessions/others` before `/me/sessions/{id}`. */
function templateOf(path: string): string | null {
  const fitting = Object.keys(document.paths).filter((template) => {
    const pattern = template.replaceAll(/[.*+?^$()[\]\\|]/g, '\\$&').replaceAll(/\{\w+\}/g, '[^/]+');
    return new RegExp(`^${pattern}/?$`).test(path);
  });
  return fitting.toSorted((one, other) => one.split('{').length - other.split('{').length)[0] ?? null;
}
