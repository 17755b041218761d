type JsonSchema = Readonly<Record<string, unknown>>;

const shownBefore = {
  type: 'boolean',
  description: 'true in the answer to a repeated Idempotency-Key, which leaves out what is told only once',
};

/**
 * The schema of an answer that may come a second time without its secrets (`idempotency/idempotency.ts`): the same for both times,
 * so that a client has one type for it.
 */
export function repeatable(schema: JsonSchema, secrets: readonly string[]): JsonSchema {
  if (secrets.length === 0) return schema;
  const variants = ['oneOf', 'anyOf'].filter((name) => Array.isArray(schema[name]));
  if (variants.length > 0) {
    const each = (all: unknown) => (all as JsonSchema[]).map((variant) => repeatable(variant, secrets));
    return { ...schema, ...Object.fromEntries(variants.map((name) => [name, each(schema[name])])) };
  }
  const { properties = {}, required = [] } = schema as ObjectSchema;
  if (!secrets.some((name) => Object.hasOwn(properties, name))) return schema;
  return {
    ...schema,
    properties: { ...properties, shown_before: shownBefore },
    required: required.filter((name) => !secrets.includes(name)),
  };
}

interface ObjectSchema {
  readonly properties?: Readonly<Record<string, unknown>>;
  readonly required?: readonly string[];
}
