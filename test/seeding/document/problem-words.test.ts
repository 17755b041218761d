import { expect } from 'chai';
import { z } from 'zod';
import { readBy } from '../../../src/documents/problems.ts';

type Case = readonly [schema: z.ZodType, input: unknown, problem: string];

const text = 'must be text (in quotes where it looks like a number)';
const kinds = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('a') }),
  z.object({ kind: z.literal('b') }),
]);

/** Of every kind of issue that the validator knows; a new one does not compile without its line. */
const cases: Record<z.core.$ZodIssue['code'], readonly Case[]> = {
  invalid_type: [
    [z.string(), 1, text],
    [z.number(), '1', 'must be a number'],
    [z.int(), 1.5, 'must be a whole number'],
    [z.bigint(), 1, 'must be a whole number'],
    [z.boolean(), 'yes', 'must be true or false'],
    [z.array(z.string()), {}, 'must be a list'],
    [z.tuple([z.string()]), {}, 'must be a list'],
    [z.set(z.string()), {}, 'must be a list'],
    [z.object({}), [], 'must be a group of fields'],
    [z.record(z.string(), z.string()), 'x', 'must be a group of fields'],
    [z.map(z.string(), z.string()), 'x', 'must be a group of fields'],
    [z.date(), 'x', 'must be a date'],
    [z.null(), 'x', 'must be null'],
    [z.never(), 'x', 'must be left out'],
    [z.undefined(), 'x', 'must be left out'],
    [z.symbol(), 'x', 'must be of the type symbol'],
  ],
  invalid_value: [
    [z.enum(['owner', 'admin']), 'boss', 'must be one of: owner, admin'],
    [z.literal('all'), 'some', 'must be all'],
    [z.literal([1, 2]), 3, 'must be one of: 1, 2'],
  ],
  too_small: [
    [z.string().min(2), 'x', 'must have at least 2 characters'],
    [z.string().min(1), '', 'must have at least 1 character'],
    [z.string().length(2), 'x', 'must have exactly 2 characters'],
    [z.array(z.string()).min(1), [], 'must have at least 1 entry'],
    [z.union([z.array(z.string()).min(1), z.literal('all')]), [], 'must have at least 1 entry'],
    [z.array(z.string()).length(3), [], 'must have exactly 3 entries'],
    [z.set(z.string()).min(2), new Set(), 'must have at least 2 entries'],
    [z.number().min(0), -1, 'must be at least 0'],
    [z.number().gt(0), 0, 'must be more than 0'],
    [z.date().min(new Date(0)), new Date(-1), 'must be at least 1970-01-01T00:00:00.000Z'],
  ],
  too_big: [
    [z.string().max(1), 'xx', 'must have at most 1 character'],
    [z.array(z.string()).max(2), ['', '', ''], 'must have at most 2 entries'],
    [z.int().max(100), 200, 'must be at most 100'],
    [z.number().lt(5), 5, 'must be less than 5'],
  ],
  invalid_format: [
    [z.email(), 'x', 'must be an e-mail address'],
    [z.url(), 'x', 'must be an address such as https://acme.example/'],
    [z.uuid(), 'x', 'must be a UUID'],
    [z.iso.datetime(), 'x', 'must be an instant such as 2026-12-01T00:00:00Z'],
    [z.string().startsWith('a'), 'x', 'must begin with a'],
    [z.string().endsWith('a'), 'x', 'must end with a'],
    [z.string().includes('a'), 'x', 'must contain a'],
    [z.string().regex(/^a$/), 'x', 'must match the pattern /^a$/'],
    [z.string().lowercase(), 'X', 'must be in lower case'],
    [z.nanoid(), 'x', 'must be in the format nanoid'],
  ],
  not_multiple_of: [[z.number().multipleOf(5), 7, 'must be a multiple of 5']],
  unrecognized_keys: [[z.strictObject({}), { a: 1 }, 'is not a known field']],
  invalid_union: [
    [z.union([z.array(z.string()), z.literal('all')]), 'some', 'must be a list, or all'],
    [z.union([z.array(z.string()), z.literal('all')]), [1], text],
    [z.union([z.number(), z.number().min(0)]), 'x', 'must be a number'],
    [z.xor([z.string(), z.string()]), 'x', 'must fit one of the alternatives only'],
    [kinds, { kind: 'c' }, 'must be one of: a, b'],
  ],
  invalid_key: [
    [
      z.record(z.string().min(2), z.string()),
      { a: '' },
      'has a field with a name that must have at least 2 characters',
    ],
  ],
  invalid_element: [[z.map(z.unknown(), z.string()), new Map([[{}, 1]]), `has an entry that ${text}`]],
  custom: [
    [z.string().refine(() => false), 'x', 'is not allowed here'],
    [z.string().refine(() => false, 'Invalid, says the schema'), 'x', 'Invalid, says the schema'],
  ],
};

describe('what is wrong with a value', () => {
  for (const [code, lines] of Object.entries(cases))
    for (const [schema, input, problem] of lines)
      it(`is said in words of ours that say what is allowed, ${code}: ${problem}`, () => {
        const read = readBy(schema, input);
        expect(read.ok ? [] : read.problems.map((each) => each.problem)).to.deep.equal([problem]);
        expect(schema.safeParse(input).error?.issues[0]?.code).to.equal(code);
      });
});
