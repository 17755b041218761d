import type { z } from 'zod';

type Issue = z.core.$ZodRawIssue;
type IssueOf<Code extends Issue['code']> = Extract<Issue, { code: Code }>;

/** Says what a schema would have taken, where it has no words of its own. The validator's own never reach anybody. */
export function wordsFor(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return typeWords[issue.expected] ?? `must be of the type ${issue.expected}`;
    case 'invalid_value':
      return oneOf(issue.values);
    case 'too_small':
      return boundWords(issue, { bound: issue.minimum, within: 'at least', beyond: 'more than' });
    case 'too_big':
      return boundWords(issue, { bound: issue.maximum, within: 'at most', beyond: 'less than' });
    case 'invalid_format':
      return formatWords(issue);
    case 'not_multiple_of':
      return `must be a multiple of ${issue.divisor}`;
    case 'invalid_union':
      return unionWords(issue);
    case 'invalid_key':
      return `has a field with a name that ${firstOf(issue.issues)}`;
    case 'invalid_element':
      return `has an entry that ${firstOf(issue.issues)}`;
    case 'unrecognized_keys':
      return `must not have the fields ${issue.keys.join(', ')}`;
    default:
      return 'is not allowed here';
  }
}

const typeWords: Readonly<Record<string, string>> = {
  array: 'must be a list',
  bigint: 'must be a whole number',
  boolean: 'must be true or false',
  date: 'must be a date',
  int: 'must be a whole number',
  map: 'must be a group of fields',
  never: 'must be left out',
  null: 'must be null',
  number: 'must be a number',
  object: 'must be a group of fields',
  record: 'must be a group of fields',
  set: 'must be a list',
  string: 'must be text (in quotes where it looks like a number)',
  tuple: 'must be a list',
  undefined: 'must be left out',
};

function oneOf(values: readonly z.core.util.Primitive[]): string {
  const words = values.map(String);
  return words.length === 1 ? `must be ${words[0]}` : `must be one of: ${words.join(', ')}`;
}

/** What a bound counts, one and many; of what is not counted it bounds the value. */
const counted: Readonly<Record<string, readonly [one: string, many: string]>> = {
  array: ['entry', 'entries'],
  file: ['byte', 'bytes'],
  map: ['field', 'fields'],
  object: ['field', 'fields'],
  record: ['field', 'fields'],
  set: ['entry', 'entries'],
  string: ['character', 'characters'],
};

function boundWords(
  { origin, inclusive = true, exact = false }: IssueOf<'too_small'> | IssueOf<'too_big'>,
  bounds: { readonly bound: number | bigint; readonly within: string; readonly beyond: string },
): string {
  const limit = exact ? 'exactly' : inclusive ? bounds.within : bounds.beyond;
  const noun = counted[origin];
  if (noun !== undefined)
    return `must have ${limit} ${bounds.bound} ${noun[Number(bounds.bound) === 1 ? 0 : 1]}`;
  const bound = origin === 'date' ? new Date(Number(bounds.bound)).toISOString() : bounds.bound;
  return `must be ${limit} ${bound}`.replace('exactly ', '');
}

const formats: Readonly<Record<string, string>> = {
  base64: 'base64',
  base64url: 'base64url',
  date: 'a date such as 2026-12-01',
  datetime: 'an instant such as 2026-12-01T00:00:00Z',
  duration: 'a duration such as P1D',
  email: 'an e-mail address',
  ipv4: 'an IPv4 address',
  ipv6: 'an IPv6 address',
  lowercase: 'in lower case',
  time: 'a time such as 12:00:00',
  uppercase: 'in upper case',
  url: 'an address such as https://acme.example/',
  uuid: 'a UUID',
};

function formatWords(issue: IssueOf<'invalid_format'>): string {
  const { format, pattern } = issue;
  if (format === 'starts_with') return `must begin with ${String(issue.prefix)}`;
  if (format === 'ends_with') return `must end with ${String(issue.suffix)}`;
  if (format === 'includes') return `must contain ${String(issue.includes)}`;
  if (format === 'regex') return `must match the pattern ${pattern ?? ''}`.trimEnd();
  return `must be ${formats[format] ?? `in the format ${format}`}`;
}

/** "must be a list, or all": what each of the alternatives would have taken. */
function unionWords(issue: IssueOf<'invalid_union'>): string {
  if (issue.inclusive === false) return 'must fit one of the alternatives only';
  if (issue.options !== undefined) return oneOf(issue.options);
  const [first = 'is not allowed here', ...others] = new Set(issue.errors.map(firstOf));
  return [first, ...others.map((words) => words.replace(/^must be /, ''))].join(', or ');
}

function firstOf(issues: readonly z.core.$ZodIssue[]): string {
  return issues[0]?.message ?? 'is not allowed here';
}
