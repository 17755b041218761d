import { z } from 'zod';
import { repeatable } from './repeatable.ts';

/** A JSON Schema as OpenAPI 3.1 has it. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** The schemas of a document: every object and every variant of a union has a name, so that clients get a type for it. */
export interface NamedSchemas {
  /**
   * The JSON Schema of `schema`; what is made of parts becomes a reference.
   * @param io `input`: what a client may send; `output`: what it gets
   */
  readonly refTo: (schema: z.ZodType, io: Direction, named: SchemaName) => JsonSchema;
  /** The parts of an object that is no value of its own, such as a query. */
  readonly partsOf: (schema: z.ZodType, io: Direction, name: string) => Parts;
  /** All of them by name. */
  readonly all: () => Readonly<Record<string, JsonSchema>>;
}

type Direction = 'input' | 'output';

interface SchemaName {
  /** Of the whole, in PascalCase; an id in the metadata of a schema comes first. */
  readonly name: string;
  /** Fields that are left out where the answer is given again; default none. */
  readonly secrets?: readonly string[] | undefined;
}

interface Parts {
  readonly properties: JsonSchema;
  readonly required: readonly string[];
}

/** @param examples by the name of their schema */
export function createNamedSchemas(examples: JsonSchema): NamedSchemas {
  const named = new Map<string, JsonSchema>();
  const keep = (name: string, unshown: JsonSchema): JsonSchema => {
    const schema = Object.hasOwn(examples, name) ? { ...unshown, examples: [examples[name]] } : unshown;
    const known = named.get(name);
    if (known !== undefined && JSON.stringify(known) !== JSON.stringify(schema))
      throw new Error(`two schemas are called ${name}`);
    named.set(name, schema);
    return { $ref: `#/components/schemas/${name}` };
  };
  return {
    refTo: (schema, io, { name, secrets = [] }) =>
      whole(repeatable(rootOf(schema, io, keep), secrets), name, keep),
    partsOf(schema, io, name) {
      const { properties = {}, required = [] } = partsNamed(rootOf(schema, io, keep), name, keep);
      return { properties: properties as JsonSchema, required: required as readonly string[] };
    },
    all: () => Object.fromEntries([...named].toSorted(([one], [other]) => (one < other ? -1 : 1))),
  };
}

/** What zod makes of a schema, those with an id in its metadata kept under it. */
function rootOf(schema: z.ZodType, io: Direction, keep: Keep): JsonSchema {
  const {
    $schema: _,
    $defs = {},
    ...root
  } = z.toJSONSchema(schema, { io, unrepresentable: 'any', override });
  for (const [id, each] of Object.entries($defs)) keep(id, partsNamed(each as JsonSchema, id, keep));
  return root;
}

type Keep = (name: string, schema: JsonSchema) => JsonSchema;

/** A schema in place of which a reference stands where it is made of parts. */
function whole(schema: JsonSchema, name: string, keep: Keep): JsonSchema {
  if (typeof schema.$ref === 'string') return { ...schema, $ref: referenceOf(schema.$ref) };
  const variants = variantsOf(schema);
  const isMany = variants.filter((variant) => !isNull(variant)).length > 1;
  if (isMany || 'properties' in schema) return keep(name, partsNamed(schema, name, keep));
  return partsNamed(schema, name, keep);
}

/** The same schema with its parts replaced by references. */
function partsNamed(schema: JsonSchema, name: string, keep: Keep): JsonSchema {
  const { properties, items, additionalProperties, anyOf, oneOf, ...rest } = schema;
  const part = (each: unknown, suffix: string) => whole(each as JsonSchema, `${name}${suffix}`, keep);
  return {
    ...rest,
    ...(properties === undefined ? {} : { properties: eachNamed(properties as JsonSchema, part) }),
    ...(items === undefined ? {} : { items: part(items, 'Item') }),
    ...(additionalProperties === undefined
      ? {}
      : { additionalProperties: valuesNamed(additionalProperties, part) }),
    ...(anyOf === undefined ? {} : { anyOf: variantsNamed(schema, part) }),
    ...(oneOf === undefined ? {} : { oneOf: variantsNamed(schema, part) }),
  };
}

type Part = (schema: unknown, suffix: string) => JsonSchema;

function eachNamed(properties: JsonSchema, part: Part): JsonSchema {
  return Object.fromEntries(Object.entries(properties).map(([key, each]) => [key, part(each, pascal(key))]));
}

/** `{}` says the same as true, but many a generator takes it for an object without fields. */
function valuesNamed(schema: unknown, part: Part): unknown {
  if (typeof schema === 'boolean') return schema;
  return Object.keys(schema as JsonSchema).length === 0 ? true : part(schema, 'Value');
}

/** Objects first: generators that try one variant after the other would take anything for a string. */
function variantsNamed(schema: JsonSchema, part: Part): readonly JsonSchema[] {
  const variants = variantsOf(schema).toSorted((one, other) => rank(one) - rank(other));
  const real = variants.filter((variant) => !isNull(variant));
  return variants.map((variant) => {
    if (isNull(variant) || real.length === 1) return part(variant, '');
    return part({ ...variant, title: undefined }, variantName(variant));
  });
}

function variantsOf({ anyOf, oneOf }: JsonSchema): readonly JsonSchema[] {
  return (anyOf ?? oneOf ?? []) as readonly JsonSchema[];
}

const ranks = ['object', 'array', 'string', 'number', 'integer', 'boolean', 'null'];

function rank({ type, $ref }: JsonSchema): number {
  return $ref === undefined ? ranks.indexOf(String(type)) : 0;
}

/** By the word that tells the variants apart, else by what it is. */
function variantName(variant: JsonSchema): string {
  const { kind } = (variant.properties ?? {}) as { readonly kind?: { readonly enum?: readonly string[] } };
  const [word] = kind?.enum ?? [];
  if (word !== undefined) return pascal(word);
  const names: Readonly<Record<string, string>> = { object: 'Fields', array: 'List', string: 'Word' };
  return names[String(variant.type)] ?? pascal(String(variant.type));
}

function isNull({ type }: JsonSchema): boolean {
  return type === 'null';
}

function referenceOf($ref: string): string {
  return $ref.replace('#/$defs/', '#/components/schemas/');
}

/** `exempt_until` → `ExemptUntil`. */
export function pascal(text: string): string {
  return text.replaceAll(/(?:^|[^A-Za-z0-9]+)([A-Za-z0-9])/g, (_, first: string) => first.toUpperCase());
}

/** What JavaScript's regular expressions alone understand: other languages could not even read the pattern. */
const ownSyntax = /\\[pPu]|\(\?[<!=]/;

/** What zod writes, in a form that tools of other languages read as well. */
function override({ jsonSchema }: { readonly jsonSchema: Record<string, unknown> }): void {
  if ('const' in jsonSchema) {
    jsonSchema.enum = [jsonSchema.const];
    delete jsonSchema.const;
  }
  // A format says it; the pattern beside it is an implementation of it.
  if ('format' in jsonSchema || ownSyntax.test(String(jsonSchema.pattern ?? ''))) delete jsonSchema.pattern;
  if (jsonSchema.format !== undefined && 'anyOf' in jsonSchema) {
    delete jsonSchema.anyOf;
    jsonSchema.type = 'string';
  }
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
  delete jsonSchema.propertyNames;
  const { type, enum: values } = jsonSchema;
  if (type === 'number' && Array.isArray(values) && values.every(Number.isInteger))
    jsonSchema.type = 'integer';
}
