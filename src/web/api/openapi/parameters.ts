import type { Endpoint } from '../access/endpoint.ts';
import { type JsonSchema, type NamedSchemas, pascal } from './named-schemas.ts';

/** Parameters of the path, the query and the headers of an operation. */
export function parameters(endpoint: Endpoint, schemas: NamedSchemas): readonly JsonSchema[] {
  return [
    ...pathParameters(endpoint.path),
    ...queryParameters(endpoint, schemas),
    ...headerParameters(endpoint),
  ];
}

const pathSchemas: Readonly<Record<string, JsonSchema>> = {
  slug: {
    description: 'slug of the organization',
    schema: { type: 'string', maxLength: 63 },
    example: 'acme',
  },
  name: {
    description: 'name of the environment',
    schema: { type: 'string', maxLength: 63 },
    example: 'staging',
  },
  user: {
    description: 'id of the person; where the operation says so also the e-mail address',
    schema: { type: 'string' },
    example: '0b6f7d0e-5c0e-4c39-9f5f-3b0d6a3f9d11',
  },
  id: {
    description: 'id of the part',
    schema: { type: 'string' },
    example: '7c1fb1de-63f4-4f3b-8a54-5d9a2c1f0a77',
  },
};

function pathParameters(path: string): readonly JsonSchema[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => ({
    name,
    in: 'path',
    required: true,
    ...pathSchemas[name],
  }));
}

function queryParameters({ query, operationId }: Endpoint, schemas: NamedSchemas): readonly JsonSchema[] {
  if (query === null) return [];
  const { properties, required } = schemas.partsOf(query, 'input', `${pascal(operationId)}Query`);
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    schema,
  }));
}

function headerParameters({ method, version }: Endpoint): readonly JsonSchema[] {
  const optional = (name: string, description: string, schema: JsonSchema) => ({
    name,
    in: 'header',
    required: false,
    description,
    schema: { type: 'string', ...schema },
  });
  return [
    ...(method === 'POST'
      ? [
          optional('Idempotency-Key', 'makes it safe to send the request again', {
            minLength: 1,
            maxLength: 255,
          }),
        ]
      : []),
    ...(version === 'checked'
      ? [optional('If-Match', 'ETags of which the present one must be one, or * (RFC 9110)', {})]
      : []),
  ];
}
