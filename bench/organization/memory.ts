import { readFileSync } from 'node:fs';
import type { ServerProcess } from '../sign-in/processes.ts';

/** Memory of a process while something goes on, in MiB. */
export interface MemoryUse {
  /** What was resident, every ten seconds. */
  readonly resident: readonly number[];
  /** How much more is in use afterwards. The rest of what is resident is room for garbage, which V8 takes as it likes. */
  readonly kept: number;
}

const mib = 2 ** 20;

/** Watches a process until it is asked. */
export async function watchMemory({ pid, ask }: ServerProcess): Promise<() => Promise<MemoryUse>> {
  const before = await ask('live memory');
  const resident = [residentMb(pid)];
  const timer = setInterval(() => resident.push(residentMb(pid)), 10_000);
  return async () => {
    clearInterval(timer);
    resident.push(residentMb(pid));
    return { resident, kept: ((await ask('live memory')) - before) / mib };
  };
}

/** What it took, and took in its second half, in which a work that is long enough takes nothing more. */
export function memoryFigures({ resident, kept }: MemoryUse) {
  const most = Math.max(...resident);
  const mostOfFirstHalf = Math.max(...resident.slice(0, resident.length / 2));
  return [
    { what: 'memory that it takes', value: most - (resident[0] ?? 0), unit: 'MiB', target: 200 },
    { what: 'of it in its second half', value: most - mostOfFirstHalf, unit: 'MiB', target: 50 },
    { what: 'of it still in use afterwards', value: kept, unit: 'MiB', target: 10 },
  ];
}

/** So many samples, at equal distances, the first and the last among them. */
export function tenOf(samples: readonly number[]): readonly number[] {
  const step = Math.max(1, (samples.length - 1) / 10);
  return Array.from(
    { length: Math.min(11, samples.length) },
    (_, index) => samples[Math.round(index * step)] ?? 0,
  );
}

/** Resident memory of a process; NaN where /proc does not tell. @see proc(5) */
function residentMb(pid: number): number {
  try {
    return Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
  } catch {
    return Number.NaN;
  }
}
