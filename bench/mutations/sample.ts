import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { randomOf } from '../fuzz/random.ts';
import { type Mutant, mutantsOf } from './mutants.ts';

/** The folders whose rules and operations are mutated. */
export const rooms = [
  'policy',
  'sign-in',
  'self-service',
  'organizations',
  'authenticators',
  'people',
  'links',
  'provider',
] as const;

/** `src/policy` of `src/policy/decide.ts`. */
export function roomOf({ file }: Pick<Mutant, 'file'>): string {
  return file.split('/').slice(0, 2).join('/');
}

/** Every mutant of the rooms of a checkout. */
export function allMutants(root: string): Mutant[] {
  return rooms
    .flatMap((room) => filesBelow(root, `src/${room}`))
    .flatMap((file) => mutantsOf(file, readFileSync(join(root, file), 'utf8')));
}

/** So many of them, equally many of each room as far as it has them, drawn by a seed, in an order drawn as well. */
export function sampled(mutants: readonly Mutant[], count: number, seed: number): Mutant[] {
  const byRoom = Map.groupBy(mutants, roomOf);
  const shuffled = [...byRoom].map(([, own], index) => shuffle(own, seed + index));
  const chosen: Mutant[] = [];
  for (let turn = 0; chosen.length < count && shuffled.some((own) => own.length > turn); turn += 1)
    for (const own of shuffled) {
      const mutant = own[turn];
      if (mutant !== undefined && chosen.length < count) chosen.push(mutant);
    }
  return chosen;
}

function shuffle<Item>(items: readonly Item[], seed: number): Item[] {
  const random = randomOf(seed, 0);
  const left = [...items];
  return items.map(() => left.splice(random.int(left.length), 1)[0] as Item);
}

function filesBelow(root: string, folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => `${folder}/${name}`)
    .sort();
}
