import { readFileSync } from 'node:fs';
import type { Verdict } from './judge.ts';
import type { Mutant } from './mutants.ts';
import { lineOf } from './report.ts';

/** As the last word on a mutant stands in what an earlier run has printed. */
const judged = /^\d+\/\d+ (killed|time-out|survived|untested) +(.*)$/;

/**
 * What an earlier run of the same sample has found, which ran out of time: its last word on each mutant.
 * @param path of all that it printed
 */
export function earlierVerdicts(path: string, sample: readonly Mutant[]): Map<Mutant, Verdict> {
  const byLine = new Map(sample.map((mutant) => [lineOf(mutant), mutant]));
  const verdicts = new Map<Mutant, Verdict>();
  for (const line of readFileSync(path, 'utf8').split('\n')) {
    const [, outcome, rest = ''] = judged.exec(line) ?? [];
    const [found] = [...byLine].filter(([start]) => rest.startsWith(start));
    if (outcome === undefined || found === undefined) continue;
    const [start, mutant] = found;
    const by = rest.slice(start.length).trim().slice(1, -1);
    const isKilled = outcome === 'killed' || outcome === 'time-out';
    const last = isKilled ? ({ outcome, mutant, by } as const) : survivor(outcome, mutant, by);
    // What was killed once is dead, whatever another look says.
    if (isKilled || !verdicts.has(mutant)) verdicts.set(mutant, last);
  }
  return verdicts;
}

/**
 * What an earlier run has left alive and is still there, in code that may have changed since.
 * @param path of all that it printed
 */
export function leftAlive(path: string, mutants: readonly Mutant[]): readonly Mutant[] {
  const byChange = Map.groupBy(mutants, (mutant) => changeOf(lineOf(mutant)));
  const last = new Map<string, boolean>();
  for (const line of readFileSync(path, 'utf8').split('\n')) {
    const [, outcome, rest = ''] = judged.exec(line) ?? [];
    if (outcome === 'survived' || outcome === 'untested') last.set(rest.replace(/ \(\d+ tests\)$/, ''), true);
    else
      for (const place of last.keys())
        if (outcome !== undefined && rest.startsWith(place)) last.set(place, false);
  }
  const alive = [...last].filter(([, isAlive]) => isAlive);
  return [...new Set(alive.flatMap(([place]) => byChange.get(changeOf(place))?.slice(0, 1) ?? []))];
}

/** Without the line, which moves when something is written above. */
function changeOf(place: string): string {
  return place.replace(/:\d+ /, ' ');
}

function survivor(outcome: string, mutant: Mutant, tests: string): Verdict {
  const isUntested = outcome === 'untested';
  return { outcome: isUntested ? 'untested' : 'survived', mutant, tests: Number.parseInt(tests, 10) };
}
