import type { Context } from 'mocha';
import { idsIn, type ShownBehaviour, settleBehaviours } from './behaviours.ts';
import { travelHome } from './clock.ts';
import { closeWhatIsOpen, keptAlive } from './closing.ts';

const shown: ShownBehaviour[] = [];

/** Root hooks of mocha (`require` in .mocharc.yml). */
export const mochaHooks = {
  afterEach(this: Context): void {
    travelHome();
    const test = this.currentTest;
    // The tests of the table itself show no behaviour.
    if (test === undefined || test.file?.includes('/test/house/')) return;
    const title = test.titlePath().join(' › ');
    const result = test.isPassed() ? 'passed' : 'failed';
    for (const id of idsIn(title)) shown.push({ id, title, result });
  },
  async afterAll(): Promise<void> {
    await closeWhatIsOpen();
    const left = await keptAlive();
    if (left.length > 0) throw new Error(`these were not opened by way of closedAtLast: ${left.join(', ')}`);
    const outOfDate = settleBehaviours(shown, process.env.BEHAVIOURS);
    if (outOfDate.length === 0) return;
    throw new Error(`docs/behaviours.md is out of date (npm run behaviours):\n${outOfDate.join('\n')}`);
  },
};
