import { readFileSync } from 'node:fs';

/** Resident memory of a process in MiB; NaN where /proc does not tell. @see proc(5) */
function residentMb(pid: number): number {
  try {
    return Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
  } catch {
    return Number.NaN;
  }
}

/** Watches a process until it is asked. @returns what it had in the beginning and at the most, in MiB */
export function watchMemory(pid: number): () => { readonly first: number; readonly most: number } {
  const first = residentMb(pid);
  let most = first;
  const timer = setInterval(() => {
    most = Math.max(most, residentMb(pid));
  }, 500);
  return () => {
    clearInterval(timer);
    return { first, most };
  };
}
