import type { Verdict } from './judge.ts';
import { reasonOf } from './known-survivors.ts';
import type { Mutant } from './mutants.ts';
import { roomOf } from './sample.ts';

/** One line for a verdict, e.g. `killed src/policy/decide.ts:12 condition: a → (true)`. */
export function verdictLine(verdict: Verdict): string {
  const why = 'by' in verdict ? ` (${verdict.by})` : ` (${verdict.tests} tests)`;
  return `${verdict.outcome.padEnd(8)} ${lineOf(verdict.mutant)}${why}`;
}

/** What was changed, and where. */
export function lineOf({ file, line, kind, before, after }: Mutant): string {
  return `${file}:${line} ${kind}: ${short(before)} → ${short(after) || 'nothing'}`;
}

/** The figure of each room and of all, then every survivor with the reason, where it is known. */
export function reportLines(verdicts: readonly Verdict[], wanted: number, seed: number): string[] {
  const rooms = [...Map.groupBy(verdicts, ({ mutant }) => roomOf(mutant))].toSorted(([one], [other]) =>
    one.localeCompare(other),
  );
  const notRun = wanted - verdicts.length;
  return [
    ...rooms.map(([room, own]) => `${room.padEnd(24)} ${figure(own)}`),
    `${'all'.padEnd(24)} ${figure(verdicts)}`,
    ...(notRun > 0 ? [`${notRun} of ${wanted} were not run: the time was over`] : []),
    `with seed ${seed} these survived:`,
    ...verdicts.filter(isSurvivor).map(survivorLine).toSorted(),
  ];
}

function survivorLine(verdict: Verdict): string {
  return `${verdictLine(verdict)}: ${reasonOf(verdict.mutant) ?? 'not looked into yet'}`;
}

function figure(verdicts: readonly Verdict[]): string {
  const killed = verdicts.filter((verdict) => !isSurvivor(verdict));
  const late = killed.filter(({ outcome }) => outcome === 'time-out').length;
  const share = verdicts.length === 0 ? 0 : (100 * killed.length) / verdicts.length;
  return `${share.toFixed(1).padStart(5)} % killed (${killed.length} of ${verdicts.length}, ${late} by a time-out)`;
}

/** Whether no test has noticed. */
export function isSurvivor({ outcome }: Verdict): boolean {
  return outcome === 'survived' || outcome === 'untested';
}

function short(code: string): string {
  const line = code.replaceAll(/\s+/g, ' ').trim();
  return line.length > 90 ? `${line.slice(0, 87)}…` : line;
}
