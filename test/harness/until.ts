import { setTimeout as pause } from 'node:timers/promises';

/** Between two questions: short beside what is waited for, and long enough to leave the processor to it. */
const pauseMs = 5;

/**
 * Asks until the answer is neither false nor undefined, and answers it; fails when it is still after `withinMs`, where a
 * loop of its own would go on behind the back of a test that has timed out.
 * @param what for the message, e.g. `the job to be done`
 */
export async function until<Answer>(
  what: string,
  ask: () => Promise<Answer | false | undefined> | Answer | false | undefined,
  withinMs = 50_000,
): Promise<Answer> {
  const deadline = performance.now() + withinMs;
  while (performance.now() < deadline) {
    const answer = await ask();
    if (answer !== false && answer !== undefined) return answer;
    await pause(pauseMs);
  }
  throw new Error(`waited ${withinMs / 1000} s for ${what}`);
}
