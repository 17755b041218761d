import type { TestCoverage } from './coverage.ts';
import { type ImportGraph, loadedBy } from './import-graph.ts';
import type { Mutant } from './mutants.ts';

/** Tests to judge a mutant by, in the order in which they are run: those that need no database, then the others. */
export interface Choice {
  readonly pure: readonly TestCoverage[];
  readonly stored: readonly TestCoverage[];
}

/**
 * How many tests a mutant is judged by at most; of more the most telling are taken. Counted, not timed: what a test took
 * when it was recorded says as much about how busy the machine was as about the test. The second look, at what the first
 * has not noticed, takes those that were left out then.
 */
const mostTests = {
  first: { pure: 300, stored: 60 },
  second: { pure: 900, stored: 300 },
} as const;

/** The slowest come last, so that a first look stays cheap: so large a part of their kind, however busy it was then. */
const slowShare = 0.05;

/** Who opens a database. */
const database = 'test/harness/database.ts';

/**
 * @returns the tests that run the function of a mutant; of what no function holds, a table say, those that run any function
 *   of its file, and of a file that is nothing but a table those that load it
 */
export function createChooser(
  coverage: readonly TestCoverage[],
  graph: ImportGraph,
): (mutant: Mutant, look?: 'first' | 'second') => Choice {
  const files = [...new Set(coverage.map(({ file }) => file))];
  const loaded = new Map(files.map((file) => [file, loadedBy(graph, file)]));
  const sizes = new Map(coverage.map((test) => [test, functionsIn(test)]));
  const isStored = ({ file }: TestCoverage) => loaded.get(file)?.has(database) === true;
  const slow = new Set([
    ...slowest(coverage.filter(isStored)),
    ...slowest(coverage.filter((test) => !isStored(test))),
  ]);
  return (mutant, look = 'first') => {
    const span = innermost(coverage, mutant);
    const running = coverage.filter((test) =>
      span === null ? (test.ran[mutant.file]?.length ?? 0) > 0 : runs(test, span),
    );
    const loading = () => coverage.filter(({ file }) => loaded.get(file)?.has(mutant.file));
    // Who runs much of the file and little else is the likeliest to notice.
    const byFocus = (test: TestCoverage) => -(test.ran[mutant.file]?.length ?? 0) / (sizes.get(test) || 1);
    const byDistance = ({ file }: TestCoverage) => loaded.get(file)?.get(mutant.file) ?? 0;
    const sorted = spread(running.length > 0 ? sortBy(running, byFocus) : sortBy(loading(), byDistance));
    const byPace = sortBy(sorted, (test) => (slow.has(test) ? 1 : 0));
    const chosen = (kind: keyof Choice, tests: readonly TestCoverage[]) => {
      const { first, second } = mostTests;
      return look === 'first'
        ? tests.slice(0, first[kind])
        : tests.slice(first[kind], first[kind] + second[kind]);
    };
    return {
      pure: chosen(
        'pure',
        byPace.filter((test) => !isStored(test)),
      ),
      stored: chosen('stored', byPace.filter(isStored)),
    };
  };
}

interface Span {
  readonly file: string;
  readonly start: number;
  readonly end: number;
}

/** The smallest function around a mutant that ran in any test; null for none. */
function innermost(coverage: readonly TestCoverage[], { file, start, end }: Mutant): Span | null {
  let smallest: Span | null = null;
  for (const { ran } of coverage)
    for (const [from, to] of ran[file] ?? [])
      if (from <= start && to >= end && (smallest === null || to - from < smallest.end - smallest.start))
        smallest = { file, start: from, end: to };
  return smallest;
}

function runs({ ran }: TestCoverage, span: Span): boolean {
  return (ran[span.file] ?? []).some(([from, to]) => from === span.start && to === span.end);
}

function functionsIn({ ran }: TestCoverage): number {
  return Object.values(ran).reduce((sum, spans) => sum + spans.length, 0);
}

function sortBy<Item>(items: readonly Item[], rankOf: (item: Item) => number): Item[] {
  return items
    .map((item) => ({ item, value: rankOf(item) }))
    .toSorted((one, other) => one.value - other.value)
    .map(({ item }) => item);
}

/** The first of each file, then the second of each and so on: tests of one file ask about one thing. */
function spread(tests: readonly TestCoverage[]): TestCoverage[] {
  const places = new Map<string, number>();
  const placed = tests.map((test) => {
    const place = places.get(test.file) ?? 0;
    places.set(test.file, place + 1);
    return { test, place };
  });
  return sortBy(placed, ({ place }) => place).map(({ test }) => test);
}

function slowest(tests: readonly TestCoverage[]): TestCoverage[] {
  return sortBy(tests, ({ ms }) => -ms).slice(0, Math.floor(tests.length * slowShare));
}
