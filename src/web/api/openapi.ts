import { z } from 'zod';
import type { RefusalCode } from '../../refusal.ts';
import { wordsAndStatus } from '../refusals.ts';
import type { Endpoint } from './endpoint.ts';
import { accessFields, accessRefusals, securitySchemes } from './openapi-access.ts';
import type { ChallengeCode } from './problem.ts';

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
  const { contentType = 'application/json', answer } = endpoint;
  const content =
    answer === null ? {} : { content: { [contentType]: { schema: jsonSchema(answer, 'output') } } };
  return {
    operationId: endpoint.operationId,
    summary: endpoint.summary,
    ...accessFields(endpoint.access),
    parameters: [...pathParameters(endpoint.path), ...queryParameters(endpoint), ...idempotencyKey(endpoint)],
    ...(endpoint.body === null
      ? {}
      : { requestBody: { content: { 'application/json': { schema: jsonSchema(endpoint.body, 'input') } } } }),
    responses: { [endpoint.status]: { description: 'done', ...content }, ...refusals(endpoint) },
  };
}

function refusals({ access, refusals: codes, body }: Endpoint): Record<string, unknown> {
  const byStatus = new Map<number, string[]>();
  for (const code of new Set([...codes, ...accessRefusals(access)])) {
    const status = statusOf(code);
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  if (body !== null) byStatus.set(422, [...(byStatus.get(422) ?? []), 'invalid_value']);
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

function idempotencyKey({ method }: Endpoint): unknown[] {
  if (method !== 'POST') return [];
  return [
    { name: 'Idempotency-Key', in: 'header', required: false, schema: { type: 'string', maxLength: 255 } },
  ];
}

function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): Record<string, unknown> {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return rest;
}
