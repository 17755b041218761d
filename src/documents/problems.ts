import type { z } from 'zod';

/** One thing that is wrong with a document, and where. */
export interface DocumentProblem {
  /** `users[0].email`; empty for the document as a whole. */
  readonly path: string;
  readonly problem: string;
}

const typeNames: Readonly<Record<string, string>> = {
  array: 'must be a list',
  boolean: 'must be true or false',
  int: 'must be a whole number',
  number: 'must be a number',
  object: 'must be a group of fields',
  string: 'must be text (in quotes where it looks like a number)',
};

/** Says in words what a schema found in `input`, with a path for each problem. No value is repeated. */
export function problemsOf(error: z.ZodError, input: unknown): DocumentProblem[] {
  return error.issues.flatMap((issue) => fromIssue(issue, input, []));
}

/** `['users', 0, 'email']` as `users[0].email`. */
export function pathText(path: readonly PropertyKey[]): string {
  return path
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
    .join('')
    .replace(/^\./, '');
}

function fromIssue(
  issue: z.core.$ZodIssue,
  input: unknown,
  above: readonly PropertyKey[],
): DocumentProblem[] {
  const path = [...above, ...issue.path];
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ path: pathText([...path, key]), problem: 'is not a known field' }));
  }
  if (valueAt(input, path) === undefined) return [{ path: pathText(path), problem: 'is missing' }];
  const branch = issue.code === 'invalid_union' ? branchMeant(issue) : null;
  if (branch !== null) return branch.flatMap((inner) => fromIssue(inner, input, path));
  return [{ path: pathText(path), problem: wordsFor(issue) }];
}

function wordsFor(issue: z.core.$ZodIssue): string {
  // A schema's own words win; those of zod begin with "Invalid".
  if (!issue.message.startsWith('Invalid')) return issue.message;
  return issue.code === 'invalid_type' ? (typeNames[issue.expected] ?? 'is not valid') : 'is not valid';
}

/** The alternative whose outer shape fits: what is wrong inside it is worth telling. */
function branchMeant(issue: z.core.$ZodIssueInvalidUnion): readonly z.core.$ZodIssue[] | null {
  const isInside = (inner: z.core.$ZodIssue) => inner.path.length > 0 || inner.code === 'unrecognized_keys';
  return issue.errors.find((branch) => branch.length > 0 && branch.every(isInside)) ?? null;
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((value, key) => {
    const isContainer = typeof value === 'object' && value !== null;
    return isContainer ? Reflect.get(value, key) : undefined;
  }, input);
}
