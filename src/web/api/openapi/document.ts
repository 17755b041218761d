import type { Endpoint } from '../access/endpoint.ts';
import { ownDialect } from '../dialects/own/own-dialect.ts';
import { securitySchemes } from './access.ts';
import { examples } from './examples.ts';
import { createNamedSchemas } from './named-schemas.ts';
import { operation } from './operation.ts';
import { problemSchema } from './problem-schema.ts';
import { tags } from './tags.ts';

/**
 * The description of the API, made from the data that its requests are checked by: schemas, access, refusals.
 * @param issuer origin of the provider
 * @see OpenAPI 3.1
 */
export function openApiDocument(issuer: string, endpoints: readonly Endpoint[]): Record<string, unknown> {
  const schemas = createNamedSchemas(examples);
  schemas.refTo(problemSchema, 'output', { name: 'Problem' });
  const paths: Record<string, Record<string, unknown>> = {};
  for (const each of endpoints) {
    paths[each.path] = { ...paths[each.path], [each.method.toLowerCase()]: operation(each, schemas) };
  }
  return {
    // Not 3.1.1, which differs in words alone but is unknown to many a tool.
    openapi: '3.1.0',
    info: {
      title: 'Countersign admin and self-service API',
      version: '1',
      description: about,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      contact: { name: 'The operator of this instance', url: issuer },
    },
    servers: [{ url: `${issuer}${ownDialect.prefix}` }],
    tags,
    paths,
    components: { schemas: schemas.all(), securitySchemes: securitySchemes(issuer) },
  };
}

const about = [
  'For administrators of organizations, for people about their own account, and for the operator of the instance.',
  'Tokens name this API as their resource (RFC 8707). Bodies are JSON objects in UTF-8 without unknown fields.',
  'Refusals are problem details (RFC 9457) with a stable `code`. A POST may carry an `Idempotency-Key`.',
].join(' ');
