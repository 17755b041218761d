import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { Mutant } from './mutants.ts';

/** A mutant that no test can notice, or need not. */
interface KnownSurvivor {
  readonly file: string;
  /** What was replaced, as far as it goes. */
  readonly before: string;
  /** What took its place; left out for whatever does. */
  readonly after?: string;
  readonly why: string;
}

/** Those of known-survivors.yaml. They count as survivors all the same. */
export const knownSurvivors: readonly KnownSurvivor[] = parse(
  readFileSync(join(import.meta.dirname, 'known-survivors.yaml'), 'utf8'),
);

/** Why nobody notices a mutant; null where it has not been looked into. */
export function reasonOf({ file, before, after }: Mutant): string | null {
  const same = knownSurvivors.find(
    (each) =>
      each.file === file &&
      before.startsWith(each.before) &&
      (each.after === undefined || each.after === after),
  );
  return same?.why ?? null;
}
