import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Workspace } from './workspace.ts';

export interface MochaRun {
  readonly files: readonly string[];
  /** The root hooks to load, of this folder. */
  readonly require: 'collect.ts' | 'only-chosen.ts';
  readonly environment: Readonly<Record<string, string>>;
  readonly longestMs: number;
  /** Further options of mocha. */
  readonly options?: readonly string[];
}

export interface MochaEnding {
  /** Null when it was killed, since it took too long. */
  readonly code: number | null;
  readonly output: string;
  readonly tookMs: number;
}

/** One process of mocha in a workspace, on the embedded database or on the PostgreSQL of TEST_POSTGRES_URL. */
export function runMocha({ root }: Workspace, run: MochaRun): Promise<MochaEnding> {
  const startedAt = performance.now();
  const mocha = join(root, 'node_modules/mocha/bin/mocha.js');
  const hooks = join(root, 'bench/mutations', run.require);
  const child = spawn(process.execPath, [mocha, '--require', hooks, ...(run.options ?? []), ...run.files], {
    cwd: root,
    env: {
      PATH: process.env.PATH,
      HOME: root,
      // Types are stripped once for all processes.
      NODE_COMPILE_CACHE: join(root, '.cache'),
      COVERAGE_ROOT: root,
      ...(process.env.TEST_POSTGRES_URL ? { TEST_POSTGRES_URL: process.env.TEST_POSTGRES_URL } : {}),
      ...run.environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own, so that nothing survives it.
    detached: true,
  });
  const kill = () => endGroup(child.pid);
  process.once('exit', kill);
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (part) => {
      output = (output + part).slice(-20_000);
    });
  return new Promise((resolve) => {
    const timer = setTimeout(kill, run.longestMs);
    child.once('close', (code) => {
      clearTimeout(timer);
      process.off('exit', kill);
      kill();
      resolve({ code, output, tookMs: performance.now() - startedAt });
    });
  });
}

function endGroup(pid: number | undefined): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  } catch {
    // Nothing of it is left.
  }
}
