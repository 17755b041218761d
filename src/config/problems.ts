import type { z } from 'zod';

/** One wrong or missing value, by the name under which the operator wrote it. */
export interface ConfigProblem {
  /** Environment variable (`PORT`) or path in the file (`plans.team.enforcement`). */
  readonly name: string;
  readonly problem: string;
  /** What may stand there. */
  readonly allowed: string;
}

interface Source {
  /** All settings as they were read, the environment already laid over the file. */
  readonly input: Readonly<Record<string, unknown>>;
  /** Name to show for a setting, by its key. */
  readonly shownName: (key: string) => string;
  readonly isSecret: (key: string) => boolean;
  readonly knownKeys: readonly string[];
}

/** Turns what zod found into problems that name the setting, what is wrong with it and what is allowed. */
export function toProblems(error: z.ZodError, source: Source): ConfigProblem[] {
  return error.issues.flatMap((issue) => fromIssue(issue, source));
}

/** All problems as lines for a terminal. */
export function problemLines(problems: readonly ConfigProblem[]): string {
  return problems.map(({ name, problem, allowed }) => `${name}: ${problem}; allowed: ${allowed}`).join('\n');
}

function fromIssue(issue: z.core.$ZodIssue, source: Source): ConfigProblem[] {
  if (issue.code === 'unrecognized_keys') return unknownKeys(issue, source);
  const name = shownPath(issue.path, source);
  if (issue.code === 'invalid_key') {
    return [{ name, problem: 'is not a name for this place', allowed: issue.message }];
  }
  return [{ name, problem: whatIsWrong(issue, source), allowed: allowedBy(issue) }];
}

function unknownKeys(issue: z.core.$ZodIssueUnrecognizedKeys, source: Source): ConfigProblem[] {
  const allowed =
    issue.path.length === 0
      ? `one of: ${source.knownKeys.join(', ')}`
      : 'only names that config/defaults.yaml lists';
  return issue.keys.map((key) => ({
    name: joined([...issue.path, key]),
    problem: 'is not a known setting',
    allowed,
  }));
}

function allowedBy(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_union') return unionAllows(issue);
  if (issue.code === 'invalid_type')
    return issue.expected === 'object' ? 'a group of settings' : issue.expected;
  return issue.message;
}

function unionAllows(issue: z.core.$ZodIssueInvalidUnion): string {
  return issue.errors.map((branch) => branch.map(branchAllows).join(' and ')).join(', or ');
}

function branchAllows(issue: z.core.$ZodIssue): string {
  return issue.code === 'invalid_type' && issue.expected === 'null' ? 'null' : issue.message;
}

function whatIsWrong(issue: z.core.$ZodIssue, source: Source): string {
  const given = valueAt(source.input, issue.path);
  if (given === undefined) return 'is missing';
  const key = String(issue.path[0]);
  if (source.isSecret(key) || (typeof given === 'object' && given !== null)) return 'is not valid';
  return `is not valid (${JSON.stringify(given)?.slice(0, 80)})`;
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((value, key) => {
    const isContainer = typeof value === 'object' && value !== null;
    return isContainer ? Reflect.get(value, key) : undefined;
  }, input);
}

function shownPath(path: readonly PropertyKey[], source: Source): string {
  const [first, ...rest] = path;
  if (first === undefined) return 'COUNTERSIGN_CONFIG';
  return joined([source.shownName(String(first)), ...rest]);
}

function joined(path: readonly PropertyKey[]): string {
  return path.map(String).join('.');
}
