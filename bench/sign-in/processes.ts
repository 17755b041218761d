import { type ChildProcess, fork } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import type { Cpu } from './cpu-answer.ts';

export interface ServerProcess {
  readonly pid: number;
  cpu(): Promise<Cpu>;
  stop(): void;
}

/** Starts a program of the bench and waits until it listens. */
export async function startProcess(
  file: string,
  env: Readonly<Record<string, string>>,
): Promise<ServerProcess> {
  const child = fork(new URL(file, import.meta.url).pathname, { env: { ...process.env, ...env } });
  await new Promise<void>((resolve, reject) => {
    child.once('message', () => resolve());
    child.once('exit', (code) => reject(new Error(`${file} ended with ${code}`)));
  });
  return { pid: child.pid ?? 0, cpu: () => cpuOf(child), stop: () => child.kill() };
}

function cpuOf(child: ChildProcess): Promise<Cpu> {
  return new Promise((resolve) => {
    child.once('message', (message) => resolve(message as Cpu));
    child.send('cpu');
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
