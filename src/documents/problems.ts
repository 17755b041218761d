import type { z } from 'zod';
import { isRefusalCode, type RefusalCode } from '../refusal/refusal.ts';
import { wordsFor } from './problem-words.ts';

/** One thing that is wrong with a document, and where. */
export interface DocumentProblem {
  /** `users[0].email`; empty for the document as a whole. */
  readonly path: string;
  readonly problem: string;
  /** What it is refused as, where that has a code of its own. */
  readonly code?: RefusalCode;
}

export type Fitted<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly problems: readonly DocumentProblem[] };

/**
 * Reads `input` by a schema. Each problem has its path and is said in the schema's own words, else in ours
 * (problem-words.ts). No value is repeated.
 */
export function readBy<Value>(schema: z.ZodType<Value>, input: unknown): Fitted<Value> {
  const result = schema.safeParse(input, { error: wordsFor });
  if (result.success) return { ok: true, value: result.data };
  return { ok: false, problems: result.error.issues.flatMap((issue) => fromIssue(issue, input, [])) };
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
  return [{ path: pathText(path), problem: issue.message, ...codeOf(issue) }];
}

/** A schema names the code in the `params` of its issue, as `refusal`. */
function codeOf(issue: z.core.$ZodIssue): Pick<DocumentProblem, 'code'> {
  const code = issue.code === 'custom' ? issue.params?.refusal : undefined;
  return isRefusalCode(code) ? { code } : {};
}

/** The alternative that the value is of the kind of: what else is wrong with it, or inside it, is worth telling. */
function branchMeant(issue: z.core.$ZodIssueInvalidUnion): readonly z.core.$ZodIssue[] | null {
  const isOfTheKind = ({ path, code }: z.core.$ZodIssue) =>
    path.length > 0 || (code !== 'invalid_type' && code !== 'invalid_value' && code !== 'invalid_union');
  return issue.errors.find((branch) => branch.length > 0 && branch.every(isOfTheKind)) ?? null;
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((value, key) => {
    const isContainer = typeof value === 'object' && value !== null;
    return isContainer ? Reflect.get(value, key) : undefined;
  }, input);
}
