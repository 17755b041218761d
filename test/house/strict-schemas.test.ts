import { expect } from 'chai';
import { z } from 'zod';
import { endpoints } from '../../src/web/api/endpoints/all.ts';

/** Objects whose fields are not ours to name, by operation and place. */
const open = [
  // Key sets say what their kind of key needs (RFC 7517 section 4).
  // The last one is `claim_mapping`, which has a name of its own: its fields are attributes of people.
  ...['createClient', 'changeClient'].flatMap((name) => [
    `${name} body.jwks`,
    `${name} body.jwks.keys`,
    `${name} body`,
  ]),
  // Whatever is known of a person beyond the standard claims; the values are checked by hand.
  ...['createUser', 'changeUser'].map((name) => `${name} body.attributes`),
  // What a browser makes of a key's answer (WebAuthn section 5.1.9).
  'confirmEnrollment body.credential',
];

/** Where below a JSON Schema fields are taken that it does not name. */
function openObjects(schema: unknown, place: string): string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  if (Array.isArray(schema)) return schema.flatMap((each) => openObjects(each, place));
  const { type, additionalProperties, properties, ...rest } = schema as Record<string, unknown>;
  const own = type === 'object' && additionalProperties !== false ? [place] : [];
  const inner = Object.entries(properties ?? {}).flatMap(([name, each]) =>
    openObjects(each, `${place}.${name}`),
  );
  return [...own, ...inner, ...Object.values(rest).flatMap((each) => openObjects(each, place))];
}

function openIn(schema: z.ZodType | null, place: string): string[] {
  if (schema === null) return [];
  return openObjects(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }), place);
}

describe('what the API takes', () => {
  it('has no field that the schema does not name, at any depth of any query or body', () => {
    const found = endpoints.flatMap(({ operationId, query, body }) => [
      ...openIn(query, `${operationId} query`),
      ...openIn(body, `${operationId} body`),
    ]);
    expect(found).to.deep.equal(open);
  });

  it('is looked at by this test in every shape', () => {
    const schema = z.strictObject({
      a: z.object({ b: z.string() }),
      c: z.array(z.union([z.string(), z.looseObject({})])),
      d: z.strictObject({ e: z.record(z.string(), z.string()).optional() }),
      f: z.strictObject({}).nullable(),
    });
    expect(openIn(schema, 'x')).to.deep.equal(['x.a', 'x.c', 'x.d.e']);
    expect(openIn(z.object({}), 'y')).to.deep.equal(['y']);
  });
});
