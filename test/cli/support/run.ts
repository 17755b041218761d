import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { testKey } from '../../harness/server.ts';
import { longestCommandMs } from '../../processes/support/server-process.ts';

const command = join(import.meta.dirname, '../../../src/cli/countersign.ts');

export interface Ran {
  readonly code: number;
  /** Lines on standard output. */
  readonly out: readonly string[];
  /** Lines on standard error. */
  readonly problems: readonly string[];
}

/** In memory, so that a command has a database of its own and leaves nothing behind. */
export const inMemory = { DATA_DIR: 'memory', SECRET_KEYS: testKey.toString('base64') };

/** Runs a command as an operator does, told nothing but `env`; in the folder of the tests unless one is named. */
export function run(
  env: Readonly<Record<string, string>>,
  ...call: [where: { readonly cwd: string }, ...words: string[]] | string[]
): Promise<Ran> {
  const [first, ...others] = call;
  const [where, words] = typeof first === 'object' ? [first, others.map(String)] : [{}, call.map(String)];
  return new Promise((resolve) => {
    const options = { ...where, env, timeout: longestCommandMs };
    const child = execFile(process.execPath, [command, ...words], options, (_error, stdout, stderr) =>
      resolve({ code: child.exitCode ?? -1, out: linesOf(stdout), problems: linesOf(stderr) }),
    );
  });
}

function linesOf(text: string): string[] {
  return text.split('\n').filter((line) => line !== '');
}
