import { type ChildProcess, fork } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import type { Question } from './answers.ts';

export interface ServerProcess {
  readonly pid: number;
  /** One question at a time. */
  ask(question: Question): Promise<number>;
  stop(): void;
}

/** Starts a program of the bench, after the module `first` if there is one, and waits until it listens. */
export async function startProcess(
  file: string,
  env: Readonly<Record<string, string>>,
  first?: string,
): Promise<ServerProcess> {
  const execArgv = first === undefined ? [] : ['--import', new URL(first, import.meta.url).href];
  const child = fork(new URL(file, import.meta.url).pathname, { env: { ...process.env, ...env }, execArgv });
  await new Promise<void>((resolve, reject) => {
    child.once('message', () => resolve());
    child.once('exit', (code) => reject(new Error(`${file} ended with ${code}`)));
  });
  return { pid: child.pid ?? 0, ask: (question) => answerOf(child, question), stop: () => child.kill() };
}

function answerOf(child: ChildProcess, question: Question): Promise<number> {
  return new Promise((resolve) => {
    child.once('message', (message) => resolve(Number(message)));
    child.send(question);
  });
}

const clockTicksPerSecond = 100;

/** Milliseconds of CPU of all PostgreSQL processes that live now; null where /proc does not tell. */
export function postgresCpuMs(): number | null {
  try {
    const ticks = readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map((pid) => ticksOf(pid));
    return (ticks.reduce((sum, each) => sum + each, 0) * 1000) / clockTicksPerSecond;
  } catch {
    return null;
  }
}

/** utime + stime of one process if it is PostgreSQL's. @see proc(5) */
function ticksOf(pid: string): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    if (!stat.includes('(postgres)')) return 0;
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return Number(fields[11]) + Number(fields[12]);
  } catch {
    return 0;
  }
}
