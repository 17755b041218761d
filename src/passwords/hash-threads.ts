/**
 * Threads that do nothing but hash.
 *
 * On the threads of libuv, hashes kept signatures and files waiting: with 32 in flight a signature took 592 ms instead of
 * 0.1 ms. And each hash began when the server came round to it: under a rush of refusals the thread stood still for a
 * quarter of the time. Here the next one lies ready beside the one that runs.
 */
import { availableParallelism } from 'node:os';
import { Piscina } from 'piscina';
import { type HashFactors, usualHashFactors } from './hash-strength.ts';

type JobHandlers = typeof import('./hash-work.ts');

/** One processor is left to everything else. */
export const threadCount = Math.min(2, Math.max(1, availableParallelism() - 1));

/** One that runs, and two that lie ready: the server may be busy with something else for as long as a hash takes. */
const tasksPerThread = 3;

let threads: Piscina | undefined;

/**
 * Hashes once as new hashes are made: a server that could not must not start. Threads that have started already are
 * used.
 */
export async function startHashing(factors: HashFactors = usualHashFactors): Promise<void> {
  await runOnHashThread('verify', { phc: null, password: '', factors });
}

/**
 * Does one of the works of `hash-work.ts`; the threads start with the first, and never keep the process from ending.
 * Rejects where the thread has died or could not start; the next work has another.
 */
export function runOnHashThread<Name extends keyof JobHandlers>(
  name: Name,
  argument: Parameters<JobHandlers[Name]>[0],
): Promise<Awaited<ReturnType<JobHandlers[Name]>>> {
  threads ??= startThreads();
  return threads.run(argument, { name });
}

function startThreads(): Piscina {
  const started = new Piscina({
    // Beside this file, and compiled where this one is.
    filename: import.meta.url.replace('hash-threads', 'hash-work'),
    minThreads: threadCount,
    maxThreads: threadCount,
    concurrentTasksPerWorker: tasksPerThread,
    stricterFIFO: true,
  });
  // Emitted of a thread that had no work, above all of one that cannot start: then what waits for it would wait for ever.
  return started.on('error', () => {
    if (threads === started) threads = undefined;
    void started.destroy();
  });
}
