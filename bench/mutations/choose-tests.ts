import type { RanFunction, Span, TestCoverage } from './coverage.ts';
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
const slowShare = 0.01;

/** Who opens a database. */
const database = 'test/harness/database.ts';

/**
 * @returns the tests that run the place of a mutant, those that take each way through its function among the first; of
 *   what no function holds, a table say, those that load its file, the nearest first
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
  const importers = importersIn(graph);
  const rarity = rarityIn(coverage);
  return (mutant, look = 'first') => {
    const found = innermost(coverage, mutant);
    const near = found === null ? [mutant.file, ...(importers.get(mutant.file) ?? [])] : [mutant.file];
    const distanceOf = ({ file }: TestCoverage) => loaded.get(file)?.get(mutant.file) ?? Infinity;
    // Who runs much of the file and little else is the likeliest to notice; of a table, who runs what few run beside it, and
    // before them who imports it and runs nothing: they look at the table itself.
    const byFocus = (test: TestCoverage) => {
      if (found !== null) return -(test.ran[mutant.file]?.length ?? 0) / (sizes.get(test) || 1);
      const rare = rarity(test, near);
      return rare === 0 && distanceOf(test) === 1 ? -2 : -rare;
    };
    // A table is read by tests that import it. After a condition that waits V8 takes places for left out that were run.
    const byReach = (test: TestCoverage) =>
      found === null ? Math.min(distanceOf(test), 2) : reaches(test, found, mutant) ? 0 : 1;
    const sorted = sortBy(
      spread(
        sortBy(
          coverage.filter((test) =>
            found === null ? distanceOf(test) < Infinity : runOf(test, found) !== undefined,
          ),
          byFocus,
        ),
        ({ file }) => file,
      ),
      byReach,
    );
    const byWay =
      found === null
        ? sorted
        : sortBy(
            spread(sorted, (test) => wayThrough(test, found)),
            byReach,
          );
    const byPace = sortBy(byWay, (test) => (slow.has(test) ? 1 : 0));
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

interface FoundFunction extends Span {
  readonly file: string;
}

/** The smallest function around a mutant that ran in any test; null for none. */
function innermost(coverage: readonly TestCoverage[], { file, start, end }: Mutant): FoundFunction | null {
  let smallest: FoundFunction | null = null;
  for (const { ran } of coverage)
    for (const each of ran[file] ?? [])
      if (
        each.start <= start &&
        each.end >= end &&
        (smallest === null || each.end - each.start < smallest.end - smallest.start)
      )
        smallest = { file, start: each.start, end: each.end };
  return smallest;
}

function runOf({ ran }: TestCoverage, { file, start, end }: FoundFunction): RanFunction | undefined {
  return ran[file]?.find((each) => each.start === start && each.end === end);
}

/** Whether a test runs the very place, and not only the function around it. */
function reaches(test: TestCoverage, found: FoundFunction, { start }: Mutant): boolean {
  const run = runOf(test, found);
  return run !== undefined && !run.gaps.some((gap) => gap.start <= start && start < gap.end);
}

/** What a test leaves out of a function: tests that leave out the same take the same way through it. */
function wayThrough(test: TestCoverage, found: FoundFunction): string {
  return (runOf(test, found)?.gaps ?? []).map(({ start, end }) => `${start}-${end}`).join();
}

/** By file, the files of the source that import it. */
function importersIn(graph: ImportGraph): ReadonlyMap<string, readonly string[]> {
  const importers = new Map<string, string[]>();
  for (const [file, imported] of graph) {
    if (!file.startsWith('src/')) continue;
    for (const each of imported) importers.set(each, [...(importers.get(each) ?? []), file]);
  }
  return importers;
}

/** How rare the rarest function is, of those of some files that a test runs: 1 for one that no other test runs. */
function rarityIn(coverage: readonly TestCoverage[]) {
  const keyOf = (file: string, { start }: Span) => `${file}:${start}`;
  const counts = new Map<string, number>();
  for (const { ran } of coverage)
    for (const [file, spans] of Object.entries(ran))
      for (const span of spans) counts.set(keyOf(file, span), (counts.get(keyOf(file, span)) ?? 0) + 1);
  return ({ ran }: TestCoverage, files: readonly string[]): number =>
    Math.max(
      0,
      ...files.flatMap((file) => (ran[file] ?? []).map((span) => 1 / (counts.get(keyOf(file, span)) ?? 1))),
    );
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

/** The first of each kind, then the second of each and so on: tests of one file, or of one way, ask about one thing. */
function spread(tests: readonly TestCoverage[], kindOf: (test: TestCoverage) => string): TestCoverage[] {
  const places = new Map<string, number>();
  const placed = tests.map((test) => {
    const kind = kindOf(test);
    const place = places.get(kind) ?? 0;
    places.set(kind, place + 1);
    return { test, place };
  });
  return sortBy(placed, ({ place }) => place).map(({ test }) => test);
}

function slowest(tests: readonly TestCoverage[]): TestCoverage[] {
  return sortBy(tests, ({ ms }) => -ms).slice(0, Math.floor(tests.length * slowShare));
}
