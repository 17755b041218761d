/** How strong a hash by argon2id is: one number, by which stored hashes and settings are compared. Pure. */

/** Work factors of argon2id; memory in KiB. */
export interface HashFactors {
  readonly memoryCost: number;
  readonly timeCost: number;
}

/** Of a stored hash, which another system may have made with several lanes. */
export interface LanedFactors extends HashFactors {
  readonly parallelism: number;
}

/**
 * Pairs that OWASP counts as equal, each with one lane: less memory is made up for by more passes.
 * @see OWASP Password Storage Cheat Sheet, "Argon2id"
 */
export const equalPairs: readonly HashFactors[] = [
  { memoryCost: 47_104, timeCost: 1 },
  { memoryCost: 19_456, timeCost: 2 },
  { memoryCost: 12_288, timeCost: 3 },
  { memoryCost: 9216, timeCost: 4 },
  { memoryCost: 7168, timeCost: 5 },
];

/** Upper bounds of what is verified, and so of what is made: about a second of work. OWASP's strongest fit, and somewhat more. */
export const mostFactors = { memoryCost: 262_144, memoryTimesPasses: 1_048_576 };

const [least] = equalPairs.slice(-1) as [HashFactors];

/**
 * How many times as strong as the equal pairs, each of which is 1. Between hashes of the same number of passes memory
 * decides. Beyond five passes each counts as a fifth of the work; none of them makes up for memory below the least of
 * the table, since a guesser's chips are short of memory and not of time, so that is 0. Lanes can be worked on side by
 * side, so each counts by itself: with its share of the memory one is as much work as a hash of one lane.
 */
export function hashStrength({ memoryCost, timeCost, parallelism }: LanedFactors): number {
  const ofLane = memoryCost / parallelism;
  if (ofLane < least.memoryCost || timeCost < 1) return 0;
  const row = equalPairs.find((pair) => pair.timeCost === Math.floor(timeCost)) ?? least;
  return (ofLane / row.memoryCost) * Math.max(1, timeCost / least.timeCost);
}

/** Whether a stored hash is weaker than new ones. Never so among the equal pairs, whichever of them new ones are made with. */
export function isWeaker(stored: LanedFactors, fresh: HashFactors): boolean {
  return hashStrength(stored) < hashStrength({ ...fresh, parallelism: 1 });
}

/** Whether new hashes may be made so: at least as one of the equal pairs, and within what is verified. */
export function isFitForNew({ memoryCost, timeCost }: HashFactors): boolean {
  if (memoryCost > mostFactors.memoryCost || memoryCost * timeCost > mostFactors.memoryTimesPasses)
    return false;
  return hashStrength({ memoryCost, timeCost, parallelism: 1 }) >= 1;
}

/** Reads `argon2id m=7168,t=5,p=1`, as hashes spell it; null for another form, and for what is not fit for new hashes. */
export function readHashFactors(text: string): HashFactors | null {
  const [, memory, passes] = /^argon2id m=([1-9]\d{0,6}),t=([1-9]\d{0,2}),p=1$/.exec(text) ?? [];
  const factors = { memoryCost: Number(memory), timeCost: Number(passes) };
  return isFitForNew(factors) ? factors : null;
}

/** The same of a setting that was checked already. @throws Error where it was not */
export function hashFactorsOf(text: string): HashFactors {
  const factors = readHashFactors(text);
  if (factors === null) throw new Error(`not fit for passwords: ${text}`);
  return factors;
}

/** What new hashes are made with by default: of the equal pairs the one that serves most (docs/security.md). */
export const usualPasswordHash = 'argon2id m=7168,t=5,p=1';

export const usualHashFactors = hashFactorsOf(usualPasswordHash);
