import type { Measured } from './measure.ts';

/** Both servers under the same load. */
export interface Pair {
  readonly ours: Measured;
  readonly bare: Measured;
}

/** Measured one sign-in after the other, and several at once. */
export interface Rounds {
  readonly alone: Pair[];
  readonly together: Pair[];
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
  row('', 'Countersign', 'bare flow');
  row('sign-ins a second, 8 at once', ...bothOf(together, (each) => each.perSecond));
  row('server CPU a sign-in, ms', ...bothOf(alone, (each) => each.serverCpuMs));
  row('  without the password hash', middle(alone, withoutHash).toFixed(1), '-');
  row('PostgreSQL CPU a sign-in, ms', ...bothOf(together, (each) => each.postgresCpuMs));
  row('statements a sign-in', statements.ours.toFixed(1), statements.bare.toFixed(1));
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

function row(label: string, ours: string, bare: string): void {
  console.log(`${label.padEnd(30)}${ours.padStart(12)}${bare.padStart(12)}`);
}

function bothOf(pairs: readonly Pair[], pick: (measured: Measured) => number): [string, string] {
  return [
    middle(pairs, ({ ours }) => pick(ours)).toFixed(1),
    middle(pairs, ({ bare }) => pick(bare)).toFixed(1),
  ];
}

function cpuRatioOf(pair: Pair): number {
  return withoutHash(pair) / pair.bare.serverCpuMs;
}

/** The pool does the hash and, like that of the bare flow, one signature: what it does beyond that is the hash. */
function withoutHash({ ours, bare }: Pair): number {
  return ours.serverCpuMs - (ours.poolCpuMs - bare.poolCpuMs);
}

function middle(pairs: readonly Pair[], pick: (pair: Pair) => number): number {
  return percentile(pairs.map(pick), 0.5);
}

function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((left, right) => left - right);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
