import type { Source } from './schema.ts';

/** Without these no authorization request gets anywhere. */
const core = [
  'client_id',
  'redirect_uri',
  'response_type',
  'scope',
  'code_challenge',
  'code_challenge_method',
];

/** Of many parameters few at once; those that are needed only where the query is to be wrong. */
export function isLeftOut({ random, wrong }: Source, name: string, count: number): boolean {
  if (core.includes(name) && !wrong.has('query')) return false;
  return !random.chance(count > 10 ? 0.2 : 0.6);
}

/** Once, or as parsers of forms and queries may take it for a list or an object. */
export function shaped({ random, wrong }: Source, name: string, value: string): string[] {
  if (!wrong.has('shape') || random.chance(0.6)) return [`${name}=${value}`];
  return random.pick([
    [`${name}=${value}`, `${name}=${value}`],
    [`${name}[]=${value}`],
    [`${name}[a]=${value}`],
    [`${name}[__proto__][a]=${value}`],
    [`${name}`],
    [`=${value}`],
    Array.from({ length: 1200 }, () => `${name}=1`),
  ]);
}
