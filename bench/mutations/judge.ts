import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Choice } from './choose-tests.ts';
import type { TestCoverage } from './coverage.ts';
import { type Mutant, mutated } from './mutants.ts';
import { runMocha } from './processes.ts';
import type { Workspace } from './workspace.ts';

/** What became of a mutant. A time-out counts as killed: what never ends is noticed. */
export type Verdict =
  | { readonly outcome: 'killed' | 'time-out'; readonly mutant: Mutant; readonly by: string }
  | { readonly outcome: 'survived' | 'untested'; readonly mutant: Mutant; readonly tests: number };

/** Beside what its tests take: the start of the process, the database, a busy machine. */
const patienceMs = 60_000;

/** A test that takes this long has noticed something. */
const testTimeoutMs = 20_000;

/** Runs the tests of a choice against a mutant in a workspace, until one fails. */
export async function judge(
  workspace: Workspace,
  mutant: Mutant,
  { pure, stored }: Choice,
): Promise<Verdict> {
  const path = join(workspace.root, mutant.file);
  const text = readFileSync(path, 'utf8');
  writeFileSync(path, mutated(text, mutant));
  try {
    for (const tests of [pure, stored]) {
      const ending = tests.length === 0 ? null : await run(workspace, tests);
      if (ending !== null) return { ...ending, mutant };
    }
  } finally {
    writeFileSync(path, text);
  }
  const tests = pure.length + stored.length;
  return { outcome: tests === 0 ? 'untested' : 'survived', mutant, tests };
}

/** Null where all of them pass. */
async function run(
  workspace: Workspace,
  tests: readonly TestCoverage[],
): Promise<{ readonly outcome: 'killed' | 'time-out'; readonly by: string } | null> {
  const chosen = join(workspace.root, '.cache', 'chosen.json');
  writeFileSync(chosen, JSON.stringify(tests.map(({ file, title }) => `${file}\t${title}`)));
  const { code, output } = await runMocha(workspace, {
    files: [...new Set(tests.map(({ file }) => file))],
    require: 'only-chosen.ts',
    environment: { CHOSEN_FILE: chosen },
    longestMs: tests.reduce((sum, { ms }) => sum + 2 * ms, patienceMs),
    options: ['--bail', '--timeout', String(testTimeoutMs)],
  });
  if (code === 0) return null;
  return { outcome: code === null ? 'time-out' : 'killed', by: firstFailure(output) };
}

/** Title of the first test that failed; the last line where it did not get that far. */
export function firstFailure(output: string): string {
  const [, titles] = /^ {2}1\) (.*?):\n/ms.exec(output) ?? [];
  const lines = output.trim().split('\n');
  return (titles ?? lines.findLast((line) => /Error/.test(line)) ?? 'no output')
    .replaceAll(/\s+/g, ' ')
    .slice(0, 160);
}
