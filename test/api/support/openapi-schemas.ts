/** A schema of an OpenAPI document, with the names that lead to it from the top. */
export interface Placed {
  readonly at: readonly string[];
  readonly schema: Readonly<Record<string, unknown>>;
}

/** Every schema of a document: the named ones, those of parameters, headers and media types, and all inside them. */
export function schemasIn(document: unknown): Placed[] {
  const { components = {} } = objectOf(document);
  const named = Object.entries(objectOf(objectOf(components).schemas));
  const beside = membersCalled(document, 'schema');
  return [
    ...named.map(([name, schema]) => ({ at: ['components', 'schemas', name], schema: objectOf(schema) })),
    ...beside,
  ].flatMap(withInner);
}

/** Below `components.schemas` properties may be called `schema`, too. */
function membersCalled(value: unknown, wanted: string, at: readonly string[] = []): Placed[] {
  if (at.join('/') === 'components/schemas') return [];
  return Object.entries(objectOf(value)).flatMap(([name, inner]) =>
    name === wanted
      ? [{ at: [...at, name], schema: objectOf(inner) }]
      : membersCalled(inner, wanted, [...at, name]),
  );
}

/** Keywords that hold one schema, a list of them, or schemas by name. @see JSON Schema 2020-12, section 10 */
const one = ['items', 'additionalProperties', 'not', 'contains', 'if', 'then', 'else', 'propertyNames'];
const lists = ['anyOf', 'oneOf', 'allOf', 'prefixItems'];
const maps = ['properties', 'patternProperties', '$defs'];

function withInner({ at, schema }: Placed): Placed[] {
  const inner = Object.entries(schema).flatMap(([keyword, value]): Placed[] => {
    if (one.includes(keyword) && typeof value === 'object')
      return [{ at: [...at, keyword], schema: objectOf(value) }];
    if (![...lists, ...maps].includes(keyword)) return [];
    return Object.entries(objectOf(value)).map(([name, each]) => ({
      at: [...at, keyword, name],
      schema: objectOf(each),
    }));
  });
  return [{ at, schema }, ...inner.flatMap(withInner)];
}

/** Lists count as objects, with numbers for names. */
export function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

/** What generators of clients stumble over, by what is wrong with a schema. */
export const stumblingBlocks: Readonly<Record<string, (placed: Placed) => boolean>> = {
  'says nothing': ({ schema }) => Object.keys(schema).length === 0,
  'has a const': ({ schema }) => 'const' in schema,
  'has an object without a name among its variants': ({ schema }) =>
    variantsOf(schema).some((variant) => variant.type === 'object' || 'properties' in variant),
  'has several variants and no name': ({ at, schema }) =>
    variantsOf(schema).filter(({ type }) => type !== 'null').length > 1 && !isNamed(at),
  'has a pattern that JavaScript alone reads': ({ schema }) =>
    /\\[pPu]|\(\?[<!=]/.test(String(schema.pattern ?? '')),
  'has whole numbers that are said to be any': ({ schema: { type, enum: values } }) =>
    type === 'number' && Array.isArray(values) && values.every(Number.isInteger),
};

function variantsOf({ anyOf, oneOf }: Placed['schema']): Placed['schema'][] {
  return [...Object.values(objectOf(anyOf)), ...Object.values(objectOf(oneOf))].map(objectOf);
}

/** Right below `components.schemas`, so that a generator has a name for it. */
function isNamed(at: readonly string[]): boolean {
  return at.length === 3 && at[0] === 'components';
}

/** A sentence for each block that lies in a document. */
export function blocksIn(document: unknown): string[] {
  return schemasIn(document).flatMap((placed) =>
    Object.entries(stumblingBlocks)
      .filter(([, isThere]) => isThere(placed))
      .map(([what]) => `${placed.at.join('/')} ${what}`),
  );
}
