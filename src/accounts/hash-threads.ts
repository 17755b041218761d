/**
 * Threads that do nothing but hash.
 *
 * On the threads of libuv, hashes kept signatures and files waiting: with 32 in flight a signature took 592 ms instead of
 * 0.1 ms. And each hash began when the server came round to it: under a rush of refusals the thread stood still for a
 * quarter of the time. Here the next one lies ready beside the one that runs.
 */
import { availableParallelism } from 'node:os';
import { Piscina } from 'piscina';

type Works = typeof import('./hash-work.ts');

/** One processor is left to everything else. */
const threadCount = Math.min(2, Math.max(1, availableParallelism() - 1));

/** What a thread has before it: one that runs, one that lies ready. */
const tasksPerThread = 4;

let threads: Piscina | undefined;

/** Does one of the works of `hash-work.ts`; the threads start with the first, and never keep the process from ending. */
export function inHashThread<Name extends keyof Works>(
  name: Name,
  argument: Parameters<Works[Name]>[0],
): Promise<ReturnType<Works[Name]>> {
  threads ??= startThreads();
  return threads.run(argument, { name });
}

function startThreads(): Piscina {
  return new Piscina({
    filename: new URL('./hash-work.ts', import.meta.url).href,
    minThreads: threadCount,
    maxThreads: threadCount,
    concurrentTasksPerWorker: tasksPerThread,
    stricterFIFO: true,
  });
}
