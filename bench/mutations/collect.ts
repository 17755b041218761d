import { appendFileSync } from 'node:fs';
import { Session } from 'node:inspector/promises';
import { relative } from 'node:path';
import type { Context } from 'mocha';
import type { Span, TestCoverage } from './coverage.ts';

// Root hooks of mocha (`--require`): write for each test which functions of src/ ran in it, and what of them did not, into
// COVERAGE_FILE.

const file = process.env.COVERAGE_FILE ?? '';
const root = process.env.COVERAGE_ROOT ?? '';
const session = new Session();

export const mochaHooks = {
  async beforeAll(): Promise<void> {
    session.connect();
    await session.post('Profiler.enable');
    // Counts are set back whenever they are taken.
    await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  },
  async afterEach(this: Context): Promise<void> {
    const test = this.currentTest;
    // Hooks before the test count for it: what they do has to work for it to pass.
    const ran = await functionsThatRan();
    if (test === undefined || test.state !== 'passed') return;
    const line: TestCoverage = {
      file: relative(root, test.file ?? ''),
      title: test.fullTitle(),
      ms: test.duration ?? 0,
      ran,
    };
    appendFileSync(file, `${JSON.stringify(line)}\n`);
  },
};

/** By file, the functions that ran. */
async function functionsThatRan(): Promise<TestCoverage['ran']> {
  const { result } = await session.post('Profiler.takePreciseCoverage');
  const prefix = `file://${root}/src/`;
  const own = result.filter(({ url }) => url.startsWith(prefix));
  const entries = own.map(({ url, functions }) => {
    const spans = functions.flatMap(({ ranges: [own, ...blocks] }) =>
      // The first range is the function itself; that of the whole file has run when it was loaded.
      own === undefined || own.count === 0 || own.startOffset === 0
        ? []
        : [{ ...spanOf(own), gaps: blocks.filter(({ count }) => count === 0).map(spanOf) }],
    );
    return [url.slice(prefix.length - 'src/'.length), spans] as const;
  });
  return Object.fromEntries(entries.filter(([, spans]) => spans.length > 0));
}

function spanOf({
  startOffset,
  endOffset,
}: {
  readonly startOffset: number;
  readonly endOffset: number;
}): Span {
  return { start: startOffset, end: endOffset };
}
