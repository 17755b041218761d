import type { Measured } from './measure.ts';

/** Countersign, the same without the password hash, and the bare flow. */
export type Contestant = 'ours' | 'withoutHash' | 'bare';

type Pair = Readonly<Record<'withoutHash' | 'bare', Measured>>;

/** Measured one sign-in after the other, and several at once. */
export interface Rounds {
  readonly alone: Pair[];
  readonly together: Readonly<Record<Contestant, Measured>>[];
}

export interface Statements {
  readonly ours: number;
  readonly bare: number;
}

const targets = { statements: 24, cpuRatio: 2, discoveryP95Ms: 20 };

/** Prints the medians of the rounds; answers the exit code. */
export function report(figures: {
  readonly results: Rounds;
  readonly statements: Statements;
  /** Milliseconds of each request of the bystander. */
  readonly discovery: readonly number[];
}): number {
  const { statements } = figures;
  const { alone, together } = figures.results;
  const discoveryP95Ms = percentile(figures.discovery, 0.95);
  const cpuRatio = middle(alone, cpuRatioOf);
  row('', ['Countersign', 'without hash', 'bare flow']);
  row(
    'sign-ins a second, 8 at once',
    ofAll(together, (each) => each.perSecond),
  );
  row(
    'server CPU a sign-in, ms',
    ofAll(together, (each) => each.serverCpuMs),
  );
  row('  one at a time', [
    '',
    middle(alone, ({ withoutHash }) => withoutHash.serverCpuMs).toFixed(1),
    middle(alone, ({ bare }) => bare.serverCpuMs).toFixed(1),
  ]);
  row(
    'PostgreSQL CPU a sign-in, ms',
    ofAll(together, (each) => each.postgresCpuMs),
  );
  row('statements a sign-in', [statements.ours.toFixed(1), '', statements.bare.toFixed(1)]);
  console.log(`CPU ratio without the hash: ${cpuRatio.toFixed(2)} (target ${targets.cpuRatio})`);
  console.log(`  the same with 8 at once: ${middle(together, cpuRatioOf).toFixed(2)}`);
  console.log(
    `discovery for a bystander, p95: ${discoveryP95Ms.toFixed(1)} ms (target ${targets.discoveryP95Ms})`,
  );
  const isGood =
    statements.ours <= targets.statements &&
    cpuRatio <= targets.cpuRatio &&
    discoveryP95Ms <= targets.discoveryP95Ms;
  return isGood ? 0 : 1;
}

function row(label: string, columns: readonly string[]): void {
  console.log(label.padEnd(30) + columns.map((column) => column.padStart(14)).join(''));
}

function ofAll(rounds: Rounds['together'], pick: (measured: Measured) => number): string[] {
  const contestants: readonly Contestant[] = ['ours', 'withoutHash', 'bare'];
  return contestants.map((who) => middle(rounds, (round) => pick(round[who])).toFixed(1));
}

function cpuRatioOf({ withoutHash, bare }: Pair): number {
  return withoutHash.serverCpuMs / bare.serverCpuMs;
}

function middle<Round>(rounds: readonly Round[], pick: (round: Round) => number): number {
  return percentile(rounds.map(pick), 0.5);
}

function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((left, right) => left - right);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
