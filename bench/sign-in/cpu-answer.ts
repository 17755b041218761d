import { readdirSync, readFileSync } from 'node:fs';

/** CPU of one process so far, milliseconds. */
export interface Cpu {
  /** All threads, user and system. */
  readonly total: number;
  /** The thread pool alone: password hashes, and the signatures of tokens. */
  readonly pool: number;
}

/** Makes this process answer the parent's question `cpu`. */
export function answerCpu(): void {
  process.on('message', (message) => {
    if (message === 'cpu') process.send?.(cpuNow());
  });
}

function cpuNow(): Cpu {
  const { user, system } = process.cpuUsage();
  return { total: (user + system) / 1000, pool: poolMs() };
}

/** Sums the run time of libuv's workers. @see proc_pid_schedstat(5): the first field is nanoseconds on a processor */
function poolMs(): number {
  const tasks = '/proc/self/task';
  const workers = readdirSync(tasks).filter((id) =>
    readFileSync(`${tasks}/${id}/comm`, 'utf8').startsWith('libuv-worker'),
  );
  const nanoseconds = workers.map((id) =>
    Number(readFileSync(`${tasks}/${id}/schedstat`, 'utf8').split(' ')[0]),
  );
  return nanoseconds.reduce((sum, each) => sum + each, 0) / 1e6;
}
