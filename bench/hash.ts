/**
 * What each of OWASP's equal pairs of argon2id costs: one hash alone, and two at once, on threads as the server has
 * them, in turns within one run.
 *
 *   npx node bench/hash.ts [rounds] [hashes a turn]
 *
 * CPU is that of the whole process, so it has in it what the kernel does to hand over and take back the memory.
 */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { equalPairs } from '../src/passwords/hash-strength.ts';
import type { HashTask } from './hash/hash-task.ts';

const [rounds, perTurn] = [Number(process.argv[2] ?? 10), Number(process.argv[3] ?? 40)];

const threads = [0, 1].map(() => new Worker(new URL('./hash/hash-thread.ts', import.meta.url)));

/** Milliseconds of one hash, by the clock and of CPU, with so many threads at it. */
async function turn(
  atOnce: number,
  task: HashTask,
): Promise<{ readonly wall: number; readonly cpu: number }> {
  const before = process.cpuUsage();
  const answers = threads.slice(0, atOnce).map(async (thread) => {
    const answer = once(thread, 'message');
    thread.postMessage(task);
    const [milliseconds] = await answer;
    return Number(milliseconds);
  });
  const each = await Promise.all(answers);
  const { user, system } = process.cpuUsage(before);
  return { wall: mean(each), cpu: (user + system) / 1000 / (atOnce * task.times) };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function median(values: readonly number[]): number {
  return [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN;
}

const results = equalPairs.map((pair) => ({
  pair,
  alone: [] as number[],
  two: [] as number[],
  cpu: [] as number[],
}));
for (const { pair } of results) await turn(2, { ...pair, times: 5 });
for (let round = 0; round < rounds; round += 1) {
  for (const { pair, alone, two, cpu } of results) {
    alone.push((await turn(1, { ...pair, times: perTurn })).wall);
    const both = await turn(2, { ...pair, times: perTurn });
    two.push(both.wall);
    cpu.push(both.cpu);
  }
}
console.table(
  results.map(({ pair, alone, two, cpu }) => ({
    pair: `m=${pair.memoryCost},t=${pair.timeCost},p=1`,
    'alone, ms': median(alone).toFixed(1),
    'two at once, ms': median(two).toFixed(1),
    'CPU with two at once, ms': median(cpu).toFixed(1),
    'a second on two cores': Math.round(2000 / median(two)),
  })),
);
await Promise.all(threads.map((thread) => thread.terminate()));
