import type { Context } from 'mocha';
import { behaviourProblems, notShownHere } from './behaviours.ts';
import { travelHome } from './clock.ts';
import { closeWhatIsOpen, keptAlive } from './closing.ts';
import { takeUndocumentedAnswers } from './documented-answers.ts';

/** Root hooks of mocha (`require` in .mocharc.yml). */
export const mochaHooks = {
  afterEach(): void {
    travelHome();
  },
  async afterAll(this: Context): Promise<void> {
    await closeWhatIsOpen();
    const left = await keptAlive();
    if (left.length > 0) throw new Error(`these were not opened by way of closedAtLast: ${left.join(', ')}`);
    const undocumented = [...new Set(takeUndocumentedAnswers())];
    if (undocumented.length > 0)
      throw new Error(`the OpenAPI document does not describe these answers:\n${undocumented.join('\n')}`);
    const root = this.test?.parent;
    // Only a run of all tests can be held against the document.
    if (root === undefined || process.env.BEHAVIOURS !== 'check') return;
    const problems = behaviourProblems(root);
    if (problems.length > 0)
      throw new Error(`docs/behaviours.md does not stand (npm run behaviours):\n${problems.join('\n')}`);
    const missing = notShownHere(root);
    if (missing.length > 0) console.log(`  (not shown on this machine: ${missing.join(', ')})`);
  },
};
