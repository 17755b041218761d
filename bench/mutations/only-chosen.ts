import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import type { Context, Suite } from 'mocha';

// Root hooks of mocha (`--require`): leave only the tests that the file CHOSEN_FILE lists, as `file<TAB>full title`.

const root = process.env.COVERAGE_ROOT ?? '';
const chosen = new Set(JSON.parse(readFileSync(process.env.CHOSEN_FILE ?? '', 'utf8')) as string[]);

export const mochaHooks = {
  beforeAll(this: Context): void {
    const top = this.test?.parent;
    if (top !== undefined) keepChosen(top);
  },
};

function keepChosen(suite: Suite): void {
  suite.tests = suite.tests.filter((test) =>
    chosen.has(`${relative(root, test.file ?? '')}\t${test.fullTitle()}`),
  );
  for (const inner of suite.suites) keepChosen(inner);
}
