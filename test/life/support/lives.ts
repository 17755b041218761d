import fc from 'fast-check';
import { travel } from '../../harness/clock.ts';
import { life } from './arbitrary-life.ts';
import { makeChange } from './changes.ts';
import { checkStored } from './invariants.ts';
import { join } from './joining.ts';
import { beginLife, type Life, nextMorning, type Stage } from './organization-life.ts';
import { comeBack, refresh, signIn, userinfo } from './sign-ins.ts';
import { inWords, type Step } from './steps.ts';

/** Which lives are lived: one a seed, until so many steps are taken. */
export interface Share {
  readonly seed: number;
  readonly steps: number;
}

export async function liveShare(stage: Stage, { seed, steps }: Share): Promise<void> {
  for (let [next, done] = [seed, 0]; done < steps; next += 1) done += await liveOnce(stage, next);
}

/**
 * Lives the life of a seed; a failing one is narrowed down to the steps that it takes.
 * @returns how many steps it took
 */
export async function liveOnce(stage: Stage, seed: number): Promise<number> {
  const [steps = []] = fc.sample(life, { seed, numRuns: 1 });
  const failure = await live(stage, steps);
  if (failure === null) return steps.length;
  const narrowed = await narrow(failure, (shorter) => live(stage, shorter));
  throw new Error(`LIFE_SEED=${seed}\n${inWords(narrowed.steps)}\n${narrowed.error.message}`, {
    cause: narrowed.error,
  });
}

/** Where a life has gone wrong: the last of these steps did. */
interface Failure {
  readonly steps: readonly Step[];
  readonly error: Error;
}

/**
 * Leaves out as many steps as it can, many at once first, and what happens within a step (delta debugging). The library's
 * own narrowing does not know at which step it failed, and takes ten times as long.
 */
async function narrow(
  found: Failure,
  fails: (steps: readonly Step[]) => Promise<Failure | null>,
): Promise<Failure> {
  let failure = found;
  for (let size = found.steps.length >> 1; size >= 1; size >>= 1) {
    for (let end = failure.steps.length - 1; end > 0; end -= size) {
      const without = failure.steps.filter((_, index) => index < end - size || index >= end);
      failure = (await fails(without)) ?? failure;
    }
  }
  for (const [index, step] of failure.steps.entries()) {
    if (step.step !== 'sign_in' || step.meanwhile === null) continue;
    failure = (await fails(failure.steps.with(index, { ...step, meanwhile: null }))) ?? failure;
  }
  return failure;
}

async function live(stage: Stage, steps: readonly Step[]): Promise<Failure | null> {
  nextMorning();
  const one = await beginLife(stage);
  for (const [index, step] of steps.entries()) {
    try {
      await take(one, step);
      await checkStored(one);
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      return { steps: steps.slice(0, index + 1), error };
    }
  }
  return null;
}

async function take(one: Life, step: Step): Promise<void> {
  switch (step.step) {
    case 'travel':
      return travel(step.minutes * 60);
    case 'travel_and_sweep':
      travel(step.minutes * 60);
      return void (await one.server.countersign.sweep(new Date()));
    case 'sign_in':
      return signIn(one, step);
    case 'join':
      return join(one, step);
    case 'come_back':
    case 'refresh':
    case 'userinfo':
      return useSession(one, step);
    default:
      return makeChange(one, step);
  }
}

/** One of the latest sessions; none yet: nothing happens. */
async function useSession(one: Life, step: Extract<Step, { session: number }>): Promise<void> {
  const holding = one.holdings.at(-1 - step.session) ?? one.holdings.at(-1);
  if (holding !== undefined) await { come_back: comeBack, refresh, userinfo }[step.step](one, holding);
}
