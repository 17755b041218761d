import { readFileSync } from 'node:fs';

/** Resident memory of a process in MiB; NaN where /proc does not tell. @see proc(5) */
function residentMb(pid: number): number {
  try {
    return Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
  } catch {
    return Number.NaN;
  }
}

/** Watches a process until it is asked. @returns what it had every ten seconds, in MiB */
export function watchMemory(pid: number): () => readonly number[] {
  const samples = [residentMb(pid)];
  const timer = setInterval(() => samples.push(residentMb(pid)), 10_000);
  return () => {
    clearInterval(timer);
    return [...samples, residentMb(pid)];
  };
}
