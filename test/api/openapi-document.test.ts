import { expect } from 'chai';
import { z } from 'zod';
import { endpoints } from '../../src/web/api/endpoints/all.ts';
import { examples } from '../../src/web/api/openapi/examples.ts';
import { misfitAt, openApi } from '../harness/openapi.ts';
import { blocksIn, objectOf, schemasIn, stumblingBlocks } from './support/openapi-schemas.ts';

interface Example {
  /** Names that lead to its schema from the top of the document. */
  readonly schemaAt: readonly string[];
  readonly value: unknown;
}

/** Every example of the document: in schemas, and beside them in parameters and media types. */
function allExamples(): Example[] {
  const inSchemas = schemasIn(openApi).flatMap(({ at, schema }) =>
    Object.values(objectOf(schema.examples)).map((value) => ({ schemaAt: at, value })),
  );
  return [...inSchemas, ...examplesBeside(openApi)];
}

function examplesBeside(value: unknown, at: readonly string[] = []): Example[] {
  const members = objectOf(value);
  const own =
    'example' in members && 'schema' in members
      ? [{ schemaAt: [...at, 'schema'], value: members.example }]
      : [];
  const inner = Object.entries(members)
    .filter(([name]) => name !== 'schema' && name !== 'example' && name !== 'schemas')
    .flatMap(([name, each]) => examplesBeside(each, [...at, name]));
  return [...own, ...inner];
}

/** What a document says of bodies and of answers other than refusals, by whose and which. */
function bodiesAndAnswers(): readonly (readonly [
  name: string,
  mediaType: Readonly<Record<string, unknown>>,
])[] {
  const operations = Object.values(objectOf(openApi.paths)).flatMap((path) => Object.values(objectOf(path)));
  return operations.map(objectOf).flatMap(({ operationId, requestBody, responses }) => {
    const said = [['body', requestBody] as const, ...Object.entries(objectOf(responses))];
    return said
      .filter(([which]) => /^(?:body|2..)$/.test(which))
      .map(
        ([which, each]) => [which, objectOf(objectOf(objectOf(each).content)['application/json'])] as const,
      )
      .filter(([, mediaType]) => 'schema' in mediaType)
      .map(([which, mediaType]) => [`${operationId} ${which}`, mediaType] as const);
  });
}

function shapeOf(answer: z.ZodType | null): object {
  return answer instanceof z.ZodObject ? answer.shape : {};
}

describe('the OpenAPI document', () => {
  it('has nothing that generators of clients stumble over', () => {
    expect(schemasIn(openApi)).to.have.length.above(1000);
    expect(blocksIn(openApi)).to.deep.equal([]);
  });

  it('is searched for every such block', () => {
    const variants = [{ type: 'object', properties: {} }, { type: 'string' }];
    const bad = {
      paths: { '/a': { get: { responses: { 200: { content: { 'application/json': { schema: {} } } } } } } },
      components: {
        schemas: {
          A: { properties: { schema: { const: 1 }, b: { items: { pattern: '^\\p{L}' } } } },
          B: { oneOf: variants },
          C: { additionalProperties: { anyOf: [{ type: 'string' }, { type: 'integer' }] } },
          D: { type: 'number', enum: [1, 2] },
        },
      },
    };
    const [nothing, constant, object, several, pattern, whole] = Object.keys(stumblingBlocks);
    expect(blocksIn(bad)).to.have.members([
      `paths//a/get/responses/200/content/application/json/schema ${nothing}`,
      `components/schemas/A/properties/schema ${constant}`,
      `components/schemas/A/properties/b/items ${pattern}`,
      `components/schemas/B ${object}`,
      `components/schemas/C/additionalProperties ${several}`,
      `components/schemas/D ${whole}`,
    ]);
  });

  it('shows an example of every body and every answer, in its schema and beside it', () => {
    const { schemas } = objectOf(openApi.components);
    const all = bodiesAndAnswers();
    expect(all).to.have.length.above(50);
    for (const [name, { schema, example }] of all) {
      const called = String(objectOf(schema).$ref).split('/').at(-1) ?? '';
      expect(example, `${name}: ${called} in src/web/api/openapi/examples.ts`).to.be.an('object');
      expect(objectOf(objectOf(schemas)[called]).examples, name).to.deep.equal([example]);
    }
  });

  it('shows only examples that fit their schemas', () => {
    const all = allExamples();
    expect(all).to.have.length.above(100);
    const misfits = all.flatMap(({ schemaAt, value }) => {
      const misfit = misfitAt(schemaAt, value);
      return misfit === null ? [] : [`${schemaAt.join('/')}: ${misfit}`];
    });
    expect(misfits).to.deep.equal([]);
  });

  it('describes every list as { items, next }', () => {
    const lists = endpoints.filter(({ operationId }) => operationId.startsWith('list'));
    const fields = lists.map(({ operationId, answer }) => [operationId, ...Object.keys(shapeOf(answer))]);
    expect(lists).to.have.length.above(8);
    expect(fields).to.deep.equal(lists.map(({ operationId }) => [operationId, 'items', 'next']));
  });

  it('has a use for each example', () => {
    const { schemas } = objectOf(openApi.components);
    expect(Object.keys(objectOf(schemas))).to.include.members(Object.keys(examples));
  });

  it('shows what a refusal looks like', () => {
    expect(examples.Problem).to.include({ status: 409, code: 'members_not_protected' });
  });
});
