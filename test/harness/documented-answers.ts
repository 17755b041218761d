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

/** An answer as it went out. */
export interface GivenAnswer {
  readonly status: number;
  /** By name in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
}
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
    if (isDocumented(request.url ?? '')) watch(request, response);
    handler(request, response);
  };
}

/** Whether the document has to describe what is answered there. */
function isDocumented(target: string): boolean {
  const path = pathOf(target);
  return path.startsWith(`${prefix}/`) && path !== `${prefix}/openapi.json`;
}

function pathOf(target: string): string {
  return target.split(/[?#]/, 1)[0] ?? '';
}

function watch(request: IncomingMessage, response: ServerResponse): void {
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
    const headers = Object.entries(response.getHeaders()).map(
      ([name, value]) => [name, String(value)] as const,
    );
    const body = Buffer.concat(parts).toString('utf8');
    const answer = { status: response.statusCode, headers: new Map(headers), body };
    const problem = undocumentedIn(request.method ?? '', request.url ?? '', answer);
    if (problem !== null)
      found.push(`${request.method} ${pathOf(request.url ?? '')}: ${answer.status} ${problem}`);
  });
}

/** What of an answer the document does not describe; null for nothing. @param target path and query */
export function undocumentedIn(method: string, target: string, answer: GivenAnswer): string | null {
  if (!isDocumented(target)) return null;
  const template = templateOf(pathOf(target).slice(prefix.length));
  // What exists for nobody is no operation, so it cannot be described by one.
  if (template === null)
    return [404, 415].includes(answer.status) ? null : 'at a path that is not in the document';
  // HEAD is GET without its body (RFC 9110 section 9.3.2).
  if (method === 'HEAD') return null;
  const operation = document.paths[template]?.[method.toLowerCase()];
  // A body that is packed is refused before anything else is looked at.
  if (operation === undefined)
    return [405, 415].includes(answer.status) ? null : 'at an operation that is not there';
  const documented = operation.responses[answer.status];
  if (documented === undefined)
    return `is not an answer of ${operation.operationId}: ${answer.body.slice(0, 300)}`;
  const at = { template, method, statusCode: answer.status };
  return headersProblem(documented, answer) ?? bodyProblem(at, documented, answer);
}

function headersProblem({ headers = {} }: DocumentedAnswer, answer: GivenAnswer): string | null {
  const documented = new Map(Object.entries(headers).map(([name, header]) => [name.toLowerCase(), header]));
  const silent = telling.filter((name) => answer.headers.has(name) && !documented.has(name));
  if (silent.length > 0) return `has headers that are not described: ${silent.join(', ')}`;
  const missing = [...documented].filter(
    ([name, { required }]) => required === true && !answer.headers.has(name),
  );
  return missing.length > 0 ? `lacks ${missing.map(([name]) => name).join(', ')}` : null;
}

function bodyProblem(
  at: { readonly template: string; readonly method: string; readonly statusCode: number },
  { content = {} }: DocumentedAnswer,
  { headers, body }: GivenAnswer,
): string | null {
  const [mediaType = ''] = (headers.get('content-type') ?? '').split(';');
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
