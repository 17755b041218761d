import { z } from 'zod';
import type { RefusalCode } from '../../refusal.ts';
import { wordsAndStatus } from '../refusals.ts';
import type { Endpoint } from './endpoint.ts';
import { accessFields, accessRefusals, securitySchemes } from './openapi-access.ts';
import type { ChallengeCode } from './problem.ts';
import { repeatable } from './repeated-answer.ts';

const problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  code: z.string(),
  detail: z.string().optional(),
  list: z.array(z.string()).optional(),
  errors: z.array(z.object({ path: z.string(), problem: z.string() })).optional(),
});

/** The description of the API, made from the schemas that check its requests. @see OpenAPI 3.1 */
export function openApiDocument(issuer: string, endpoints: readonly Endpoint[]): Record<string, unknown> {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const each of endpoints) {
    paths[each.path] = { ...paths[each.path], [each.method.toLowerCase()]: operation(each) };
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Countersign admin and self-service API', version: '1' },
    servers: [{ url: `${issuer}/api/v1` }],
    paths,
    components: {
      schemas: { Problem: jsonSchema(problem, 'output') },
      securitySchemes: securitySchemes(issuer),
    },
  };
}

function operation(endpoint: Endpoint): Record<string, unknown> {
  const { contentType = 'application/json', answer, secrets: untold = [] } = endpoint;
  const content =
    answer === null
      ? {}
      : { content: { [contentType]: { schema: repeatable(jsonSchema(answer, 'output'), untold) } } };
  return {
    operationId: endpoint.operationId,
    summary: endpoint.summary,
    ...accessFields(endpoint.access),
    parameters: [
      ...pathParameters(endpoint.path),
      ...queryParameters(endpoint),
      ...headerParameters(endpoint),
    ],
    ...(endpoint.body === null
      ? {}
      : {
          requestBody: {
            required: true,
            content: { 'application/json': { schema: jsonSchema(endpoint.body, 'input') } },
          },
        }),
    responses: {
      [endpoint.status]: { description: 'done', ...replayed(endpoint), ...content },
      ...refusals(endpoint),
    },
  };
}

/** What any operation answers to a request that it cannot read, whatever it is about. */
const always: readonly (readonly [status: number, code: string])[] = [
  [400, 'malformed_request'],
  [413, 'body_too_large'],
  [415, 'unsupported_media_type'],
  [422, 'invalid_value'],
];

function refusals({ access, method, refusals: codes }: Endpoint): Record<string, unknown> {
  const byStatus = new Map<number, string[]>();
  for (const code of new Set([...codes, ...accessRefusals(access)])) {
    const status = statusOf(code);
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  if (method !== 'GET') byStatus.set(412, ['stale_version']);
  for (const [status, code] of always) byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  const described = [...byStatus].map(([status, all]) => [status, problemAnswer(all.join(', '))]);
  return Object.fromEntries(described);
}

function statusOf(code: RefusalCode | ChallengeCode): number {
  return isRefusalCode(code) ? wordsAndStatus[code].status : 401;
}

function isRefusalCode(code: string): code is RefusalCode {
  return Object.hasOwn(wordsAndStatus, code);
}

function problemAnswer(description: string): Record<string, unknown> {
  const schema = { $ref: '#/components/schemas/Problem' };
  return { description, content: { 'application/problem+json': { schema } } };
}

function pathParameters(path: string): unknown[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
}

function queryParameters({ query }: Endpoint): unknown[] {
  if (query === null) return [];
  const { properties = {}, required = [] } = jsonSchema(query, 'input');
  return Object.entries(properties as Record<string, unknown>).map(([name, schema]) => ({
    name,
    in: 'query',
    required: (required as string[]).includes(name),
    schema,
  }));
}

function headerParameters({ method, hasVersion }: Endpoint): unknown[] {
  const named = (name: string, schema: Record<string, unknown>) => [
    { name, in: 'header', required: false, schema: { type: 'string', ...schema } },
  ];
  return [
    ...(method === 'POST' ? named('Idempotency-Key', { minLength: 1, maxLength: 255 }) : []),
    ...(hasVersion === true
      ? named('If-Match', { description: 'an ETag of the organization, several of them, or * (RFC 9110)' })
      : []),
  ];
}

function replayed({ method }: Endpoint): Record<string, unknown> {
  if (method !== 'POST') return {};
  const schema = { type: 'string', enum: ['true'] };
  const description =
    'the answer to the first request with this Idempotency-Key, without what is told only once';
  return { headers: { 'Idempotency-Replayed': { required: false, description, schema } } };
}

function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): Record<string, unknown> {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return rest;
}
