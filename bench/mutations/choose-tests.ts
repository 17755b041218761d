import type { TestCoverage } from './coverage.ts';
import { type ImportGraph, loadedBy } from './import-graph.ts';
import type { Mutant } from './mutants.ts';

/** Tests to judge a mutant by, in the order in which they are run: those that need no database, then the others. */
export interface Choice {
  readonly pure: readonly TestCoverage[];
  readonly stored: readonly TestCoverage[];
}

/** What its tests may take together when nothing is mutated; of many the most telling are taken. */
const longestMs = { pure: 20_000, stored: 40_000 };

/** The same for a mutant that those have not noticed: the tests that were left out then. */
const secondLookMs = { pure: 60_000, stored: 240_000 };

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
    const isStored = ({ file }: TestCoverage) => loaded.get(file)?.has(database) === true;
    const chosen = (kind: keyof Choice, tests: readonly TestCoverage[]) => {
      const first = within(longestMs[kind], tests);
      if (look === 'first') return first;
      const seen = new Set(first);
      return within(
        secondLookMs[kind],
        tests.filter((test) => !seen.has(test)),
      );
    };
    return {
      pure: chosen(
        'pure',
        sorted.filter((test) => !isStored(test)),
      ),
      stored: chosen('stored', sorted.filter(isStored)),
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

/** As many from the front as fit. */
function within(limitMs: number, tests: readonly TestCoverage[]): TestCoverage[] {
  let sum = 0;
  return tests.filter(({ ms }) => {
    sum += ms;
    return sum <= limitMs;
  });
}
