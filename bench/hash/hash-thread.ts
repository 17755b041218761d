/** A thread of `bench/hash.ts`: hashes so many times with one pair, and tells how long each took on average. */
import { parentPort } from 'node:worker_threads';
import { hashSync } from '@node-rs/argon2';
import type { HashTask } from './hash-task.ts';

parentPort?.on('message', ({ memoryCost, timeCost, times }: HashTask) => {
  const startedAt = performance.now();
  for (let each = 0; each < times; each += 1)
    hashSync('correct horse battery staple', { memoryCost, timeCost, parallelism: 1, outputLen: 32 });
  parentPort?.postMessage((performance.now() - startedAt) / times);
});
