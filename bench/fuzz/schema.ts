import type { Aspect } from './aspects.ts';
import { type Names, valuesFor } from './names.ts';
import type { Random } from './random.ts';
import { strangeText, troubleFor } from './strange-text.ts';

/** As much of a JSON Schema of an OpenAPI 3.1 document as values are drawn from. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly format?: string;
  readonly example?: unknown;
  readonly examples?: readonly unknown[];
}

/** What values are drawn from. */
export interface Source {
  readonly random: Random;
  readonly names: Names;
  /** What is to be wrong with the request. */
  readonly wrong: ReadonlySet<Aspect>;
  /** `components.schemas` of the document. */
  readonly schemas: Readonly<Record<string, Schema>>;
}

/** A value that fits a schema, as far as its types and its bounds tell. @param name of the member, which may say more */
export function fitting(source: Source, schema: Schema, name = ''): unknown {
  const { random } = source;
  if (schema.$ref !== undefined) return fitting(source, referred(source, schema.$ref), name);
  if (schema.const !== undefined) return schema.const;
  if (schema.enum !== undefined) return random.pick(schema.enum);
  const variants = schema.anyOf ?? schema.oneOf;
  if (variants !== undefined) return fitting(source, random.pick(variants), name);
  if (schema.allOf !== undefined)
    return Object.assign({}, ...schema.allOf.map((part) => fitting(source, part, name)));
  const examples = [...(schema.examples ?? []), ...(schema.example === undefined ? [] : [schema.example])];
  // Seldom: an example is always the same.
  if (examples.length > 0 && random.chance(0.15)) return random.pick(examples);
  const type = typeof schema.type === 'string' ? schema.type : random.pick(schema.type ?? ['string']);
  return ofType(source, type, schema, name);
}

function ofType(source: Source, type: string, schema: Schema, name: string): unknown {
  const { random, names } = source;
  if (type === 'null') return null;
  if (type === 'boolean') return random.chance(0.5);
  if (type === 'integer' || type === 'number') return bounded(random, schema);
  if (type === 'array')
    return Array.from({ length: random.int(4) }, () => fitting(source, schema.items ?? {}, name));
  if (type === 'object') return objectOf(source, schema);
  const known = valuesFor(names, name);
  if (known.length > 0) return random.pick(known);
  if (schema.format === 'date-time') return new Date(1_790_000_000_000 + random.int(1e9)).toISOString();
  if (schema.format === 'email') return random.pick(names.emails);
  const length = random.pick([schema.minLength ?? 1, Math.min(schema.maxLength ?? 20, 300)]);
  return 'abcdefghij'.repeat(30).slice(0, length);
}

/** The bounds themselves, what lies between, and one beyond either. */
function bounded(random: Random, { minimum = 0, maximum = 100 }: Schema): number {
  const top = Math.min(maximum, 2 ** 31);
  return random.pick([minimum, top, Math.floor((minimum + top) / 2), 1, minimum - 1, top + 1]);
}

function objectOf(source: Source, { properties = {}, required = [] }: Schema): Record<string, unknown> {
  const kept = Object.entries(properties).filter(
    ([name]) => required.includes(name) || source.random.chance(0.5),
  );
  return Object.fromEntries(kept.map(([name, schema]) => [name, fitting(source, schema, name)]));
}

function referred({ schemas }: Source, reference: string): Schema {
  return schemas[reference.split('/').at(-1) ?? ''] ?? {};
}

/** The same value with something wrong in it, somewhere. */
export function spoilt(random: Random, value: unknown): unknown {
  if (Array.isArray(value)) {
    if (value.length === 0 || random.chance(0.3))
      return random.pick([[null], [[]], strange(random), Array(300).fill(0)]);
    const at = random.int(value.length);
    return value.map((item, index) => (index === at ? spoilt(random, item) : item));
  }
  if (typeof value !== 'object' || value === null) return strange(random);
  const entries = Object.entries(value);
  if (entries.length === 0 || random.chance(0.2)) return { ...value, [strangeText(random)]: strange(random) };
  const at = random.int(entries.length);
  const [name = ''] = entries[at] ?? [];
  if (random.chance(0.2)) return { ...value, [name]: troubleFor(random, name) };
  if (random.chance(0.2)) return Object.fromEntries(entries.filter((_, index) => index !== at));
  return Object.fromEntries(
    entries.map(([name, item], index) => [name, index === at ? spoilt(random, item) : item]),
  );
}

function strange(random: Random): unknown {
  return random.pick<unknown>([
    null,
    true,
    0,
    -1,
    1.5,
    2 ** 53,
    1e300,
    [],
    {},
    [[]],
    { a: { b: null } },
    strangeText(random),
    strangeText(random),
    strangeText(random),
  ]);
}
