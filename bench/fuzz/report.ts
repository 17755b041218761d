import { headOf } from './connection.ts';
import type { Failure } from './failures.ts';
import type { FuzzResult } from './run.ts';

/** Lines for a person: answers by route and status, their sum, and each failure with what repeats it. */
export function reportLines({ counts, failures }: FuzzResult, seed: number): string[] {
  const routes = [...counts].toSorted(([one], [other]) => one.localeCompare(other));
  const sums = new Map<string, number>();
  for (const [, own] of routes)
    for (const [outcome, count] of own) sums.set(outcome, (sums.get(outcome) ?? 0) + count);
  return [
    ...routes.map(([route, own]) => `${route.padEnd(72)} ${inWords(own)}`),
    '',
    `all ${[...sums.values()].reduce((sum, count) => sum + count, 0)}: ${inWords(sums)}`,
    `${failures.length} failures with seed ${seed}`,
    ...failures.flatMap((failure) => failureLines(failure, seed)),
  ];
}

function inWords(counts: ReadonlyMap<string, number>): string {
  const sorted = [...counts].toSorted(([one], [other]) => one.localeCompare(other));
  return sorted.map(([outcome, count]) => `${outcome}×${count}`).join(' ');
}

/** What was sent, short enough to be read, and the command that sends it again. */
export function failureLines({ request, why }: Failure, seed: number): string[] {
  const { body, route, number } = request;
  const head = headOf(request, 'localhost').trimEnd().replaceAll('\r\n', '\n  ');
  const sent =
    body === null
      ? []
      : [`  ${JSON.stringify(body.toString('latin1').slice(0, 300))} (${body.length} bytes)`];
  const shortened = head.replaceAll(/\S{200,}/g, (text) => `${text.slice(0, 180)}…`);
  return [
    '',
    `${route}: ${why}`,
    `  npx node bench/fuzz.ts --seed ${seed} --only ${number}`,
    `  ${shortened}`,
    ...sent,
  ];
}
