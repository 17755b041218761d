import { availableParallelism } from 'node:os';
import { postgresServer } from '../harness/database.ts';
import { liveOnce, liveShare } from './support/lives.ts';
import { openStage, type Stage } from './support/organization-life.ts';
import { liveBeside } from './support/side-by-side.ts';

/** How many steps in all; LIFE_SEED, as a failure names it, lives one life again. */
const steps = Number(process.env.LIFE_STEPS ?? 600);
const { LIFE_SEED } = process.env;
const firstSeed = 20261207;
/** Seeds of one thread; far more than it lives lives. */
const seedsApart = 100_000;
/** From so many steps on it is worth a thread for each processor; an embedded database has one user. */
const stepsWorthThreads = 2000;

let stage: Stage;

async function liveAll(): Promise<void> {
  if (LIFE_SEED !== undefined) return void (await liveOnce(stage, Number(LIFE_SEED)));
  const isShared = postgresServer !== undefined && steps >= stepsWorthThreads;
  if (!isShared) return liveShare(stage, { seed: firstSeed, steps });
  const threads = Math.min(4, availableParallelism());
  const shares = Array.from({ length: threads }, (_, index) => ({
    seed: firstSeed + index * seedsApart,
    steps: Math.ceil(steps / threads),
  }));
  // All are waited for, so that each leaves nothing behind.
  const outcomes = await Promise.allSettled(shares.map(liveBeside));
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
}

describe('the life of an organization, whatever happens in it', () => {
  before(async () => {
    stage = await openStage();
  });

  after(() => stage.server.stop());

  it('rulings 1, 2, 5, 6, 10, 12, 15, 19, 20, 26 and 35: agrees with the rulings at every step', async function () {
    // Most of it is for narrowing down a failure.
    this.timeout(300_000 + steps * 100);
    await liveAll();
  });
});
