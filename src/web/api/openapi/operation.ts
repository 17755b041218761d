import type { Endpoint } from '../access/endpoint.ts';
import { ownDialect } from '../dialects/own/own-dialect.ts';
import { accessFields } from './access.ts';
import { refusedAnswers, successAnswers } from './answers.ts';
import { examples } from './examples.ts';
import { type JsonSchema, type NamedSchemas, pascal } from './named-schemas.ts';
import { parameters } from './parameters.ts';
import { problemSchema } from './problem-schema.ts';
import { tagOf } from './tags.ts';

/** One operation of the document, with every answer that it gives. */
export function operation(endpoint: Endpoint, schemas: NamedSchemas): JsonSchema {
  const { operationId, summary, path, access } = endpoint;
  const problem = schemas.refTo(problemSchema, 'output', { name: 'Problem' });
  return {
    operationId,
    summary,
    tags: [tagOf(path)],
    ...accessFields(access),
    parameters: parameters(endpoint, schemas),
    ...requestBody(endpoint, schemas),
    responses: {
      ...successAnswers(endpoint, contentOf(endpoint, schemas)),
      ...refusedAnswers(endpoint, problem),
    },
  };
}

function requestBody({ body, operationId }: Endpoint, schemas: NamedSchemas): JsonSchema {
  if (body === null) return {};
  const schema = schemas.refTo(body, 'input', { name: `${pascal(operationId)}Request` });
  return { requestBody: { required: true, content: { [ownDialect.mediaTypes[0]]: withExample(schema) } } };
}

function contentOf(endpoint: Endpoint, schemas: NamedSchemas): JsonSchema {
  const { answer, operationId, secrets = [], contentType = ownDialect.mediaTypes[0] } = endpoint;
  if (answer === null) return {};
  const schema = schemas.refTo(answer, 'output', { name: `${pascal(operationId)}Answer`, secrets });
  return { [contentType]: withExample(schema) };
}

/** Some tools show what a media type gives as an example, others what its schema does. */
function withExample(schema: JsonSchema): JsonSchema {
  const name = String(schema.$ref).split('/').at(-1) ?? '';
  return Object.hasOwn(examples, name) ? { schema, example: examples[name] } : { schema };
}
