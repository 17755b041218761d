import { parse } from 'yaml';
import { z } from 'zod';
import { seedingSchema } from '../../../src/seeding/document.ts';
import { claimsSchema } from '../../../src/seeding/profile-document.ts';
import { readProjectFile } from './source-files.ts';

/** As much of a JSON Schema as our own come to. */
interface Schema {
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly maxLength?: number;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
}

type Notes = Readonly<Record<string, Readonly<Record<string, string>>>>;

const intro = `# The seeding file

What \`countersign apply FILE\` takes, in YAML or JSON. It creates and updates, and never deletes; what is left out stays
as it is. All of it is checked before anything is written, in one transaction, and \`--dry-run\` says what would change. The
same again changes nothing. \`countersign export\` writes such a file. Unknown fields are refused.

Made by \`npm run documents\` from the schema that reads the file; fields in **bold** must be there. What a
client has been registered with is taken back, so that the default holds again, by \`null\`.
`;

/** Groups of fields, each a table, in the order in which a file names them. */
const groups: readonly (readonly [title: string, path: readonly string[]])[] = [
  ['environments', ['environments']],
  ['clients', ['clients']],
  ['users', ['users']],
  ['users: totp', ['users', 'totp']],
  ['users: profile', ['users', 'profile']],
  ['organizations', ['organizations']],
  ['organizations: enforcement', ['organizations', 'enforcement']],
  ['organizations: enforcement: challenge', ['organizations', 'enforcement', 'challenge']],
  ['organizations: members', ['organizations', 'members']],
  ['organizations: invitations', ['organizations', 'invitations']],
];

/** The text of docs/seeding.md. @throws where a field has no note in seeding-notes.yaml */
export function seedingPage(): string {
  const notes: Notes = parse(readProjectFile('test/house/support/seeding-notes.yaml'));
  const whole = jsonSchema(seedingSchema);
  const tables = groups.map(
    ([title, path]) => `## ${title}\n\n${table(at(whole, path), path.at(-1) ?? '', notes)}`,
  );
  return `${[intro, ...tables].join('\n')}`;
}

/** Notes about what no file may say. */
export function deadNotes(): string[] {
  const notes: Notes = parse(readProjectFile('test/house/support/seeding-notes.yaml'));
  const whole = jsonSchema(seedingSchema);
  const known = new Map(groups.map(([, path]) => [path.at(-1) ?? '', at(whole, path).properties ?? {}]));
  return Object.entries(notes).flatMap(([group, fields]) =>
    Object.keys(fields)
      .filter((field) => known.get(group)?.[field] === undefined)
      .map((field) => `${group}.${field}`),
  );
}

function jsonSchema(schema: z.ZodType): Schema {
  // A schema of the draft has more to it than we read.
  const whole = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  const named = (_key: string, value: { readonly $ref?: string }) =>
    whole.$defs?.[value?.$ref?.split('/').at(-1) ?? ''] ?? value;
  return JSON.parse(JSON.stringify(whole), named) as Schema;
}

/** The group of fields at a path; the profile is read claim by claim, so its schema stands beside. */
function at(schema: Schema, path: readonly string[]): Schema {
  return path.reduce<Schema>((outer, name) => {
    const found = name === 'profile' ? jsonSchema(claimsSchema) : outer.properties?.[name];
    return fieldsOf(found ?? {}) ?? {};
  }, schema);
}

function fieldsOf(schema: Schema): Schema | null {
  if (schema.properties !== undefined) return schema;
  if (schema.items !== undefined) return fieldsOf(schema.items);
  return schema.anyOf?.map(fieldsOf).find((found) => found !== null) ?? null;
}

function table({ properties = {}, required = [] }: Schema, group: string, notes: Notes): string {
  const rows = Object.entries(properties).map(([name, schema]) => {
    const note = notes[group]?.[name];
    if (note === undefined)
      throw new Error(`test/house/support/seeding-notes.yaml has no note for ${group}.${name}`);
    // Of a client `null` takes back whatever was said, which stands once above the tables.
    const values =
      group === 'clients' ? allowedIn(schema).filter((one) => one !== '`null`') : allowedIn(schema);
    const shown = required.includes(name) ? `**\`${name}\`**` : `\`${name}\``;
    return `| ${shown} | ${values.join(', or ')} | ${note} |`;
  });
  return ['| field | value | what it means |', '| --- | --- | --- |', ...rows, ''].join('\n');
}

/** What may stand there, each alternative once. */
function allowedIn(schema: Schema): readonly string[] {
  const { anyOf, items, type } = schema;
  if (schema.enum !== undefined) return [schema.enum.map((word) => `\`${word}\``).join(' ')];
  if (schema.const !== undefined) return [`\`${schema.const}\``];
  if (anyOf !== undefined) return [...new Set(anyOf.flatMap(allowedIn))];
  if (items !== undefined) return [`list: ${allowedIn(items).join(', or ')}`];
  if (typeof type === 'object') return type.flatMap((one) => allowedIn({ ...schema, type: one }));
  return [plainlyAllowed(schema)];
}

const typeWords: Readonly<Record<string, string>> = {
  boolean: '`true` `false`',
  null: '`null`',
  number: 'number',
  object: 'group',
};

function plainlyAllowed({ type, format, minimum, maximum, maxLength, properties }: Schema): string {
  if (properties !== undefined)
    return `group of ${Object.keys(properties)
      .map((name) => `\`${name}\``)
      .join(' ')}`;
  if (format === 'email') return 'e-mail address';
  if (type === 'integer')
    return `whole number, ${minimum} to ${maximum === Number.MAX_SAFE_INTEGER ? 'any' : maximum}`;
  if (type === 'string') return maxLength === undefined ? 'text' : `text, up to ${maxLength} characters`;
  return typeWords[String(type)] ?? 'text';
}
