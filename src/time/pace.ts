import { setTimeout } from 'node:timers/promises';

/** Runs the parts of a long work, one after the other. */
export type Pace = <Result>(part: () => Promise<Result>) => Promise<Result>;

/** Rests after each part for as long as it took: what is not urgent leaves half of the time to what is. */
export const dutyCycle50: Pace = async (part) => {
  const startedAt = performance.now();
  try {
    return await part();
  } finally {
    await setTimeout(performance.now() - startedAt);
  }
};
