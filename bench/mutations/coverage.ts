import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { runMocha } from './processes.ts';
import type { Workspace } from './workspace.ts';

/** Offsets in a file where something begins and ends. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A function that ran, and the blocks of it that did not. */
export interface RanFunction extends Span {
  readonly gaps: readonly Span[];
}

/** A test that passed, and what of the product ran in it. */
export interface TestCoverage {
  readonly file: string;
  readonly title: string;
  readonly ms: number;
  /** By file, e.g. `src/policy/decide.ts`, the functions that ran. */
  readonly ran: Readonly<Record<string, readonly RanFunction[]>>;
}

/** What needs another database, a browser or a whole process, and what judges texts rather than behaviour. */
const leftOut = ['house', 'processes', 'faults', 'browser', 'cli', 'harness'];

/** Test files that a mutant may be judged by. @param tests a pattern, e.g. `test/policy/*.test.ts` */
export function judgingFiles(root: string, tests: string): string[] {
  return globSync(tests, { cwd: root })
    .filter((file) => !leftOut.includes(file.split('/')[1] ?? ''))
    .sort();
}

/**
 * Which test runs what: collected once by a run of all tests, shared out among the workspaces, and kept beside other
 * temporary files until the source or a test changes.
 */
export async function coverageOf(
  root: string,
  tests: string,
  workspaces: readonly Workspace[],
): Promise<TestCoverage[]> {
  const files = judgingFiles(root, tests);
  const path = join(tmpdir(), 'countersign-mutations', `${fingerprint(root, files)}.jsonl`);
  if (!existsSync(path)) await collect(path, files, workspaces);
  const lines = readFileSync(path, 'utf8').trim().split('\n');
  return lines.map((line) => JSON.parse(line));
}

async function collect(
  path: string,
  all: readonly string[],
  workspaces: readonly Workspace[],
): Promise<void> {
  mkdirSync(dirname(path), { recursive: true });
  const unfinished = `${path}.${process.pid}`;
  const waiting = [...all];
  await Promise.all(
    workspaces.map(async (workspace) => {
      for (let files = waiting.splice(0, 10); files.length > 0; files = waiting.splice(0, 10)) {
        const { code } = await runMocha(workspace, {
          files,
          require: 'collect.ts',
          environment: { COVERAGE_FILE: unfinished },
          longestMs: 1_200_000,
        });
        if (code !== 0)
          console.error(`not all of ${files.join(' ')} passed; those that did not judge nothing`);
      }
    }),
  );
  renameSync(unfinished, path);
}

function fingerprint(root: string, files: readonly string[]): string {
  const hash = createHash('sha256').update(files.join());
  for (const file of globSync('{src,test,migrations,views,config}/**/*.*', { cwd: root }).sort())
    hash.update(file).update(readFileSync(join(root, file)));
  return hash.digest('hex').slice(0, 16);
}
