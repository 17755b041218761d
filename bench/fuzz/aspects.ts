import type { Random } from './random.ts';

/** What of a request may be wrong. */
const aspects = ['method', 'path', 'query', 'caller', 'body', 'type', 'packing', 'shape'] as const;

export type Aspect = (typeof aspects)[number];

/** Mostly one thing, so that the rest of the request gets it to where that matters; at times nothing, or several. */
export function drawnAspects(random: Random): ReadonlySet<Aspect> {
  const count = random.pick([0, 1, 1, 1, 1, 2, 2, 3, 5]);
  return new Set(Array.from({ length: count }, () => random.pick(aspects)));
}
