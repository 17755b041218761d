import { gzipSync } from 'node:zlib';
import type { Route } from './catalogue.ts';
import { valuesFor } from './names.ts';
import { isLeftOut, shaped } from './parameters.ts';
import type { Random } from './random.ts';
import { fitting, type Source, spoilt } from './schema.ts';
import { encoded, strangePart, strangeText } from './strange-text.ts';

/** What is sent, and what it is said to be. */
export interface Body {
  readonly bytes: Buffer;
  /** Null where the header is left out. */
  readonly type: string | null;
  readonly encoding: string | null;
}

const json = 'application/json';
const form = 'application/x-www-form-urlencoded';

const otherTypes = [
  null,
  '',
  'text/plain',
  'text/html; charset=utf-8',
  'application/xml',
  'application/merge-patch+json',
  'application/json; charset=utf-16',
  'application/json; charset=nonsense',
  'multipart/form-data; boundary=x',
  'multipart/form-data',
  'application/octet-stream',
  'APPLICATION/JSON',
  'application/json, text/plain',
  'a/b/c;;;=',
  'x'.repeat(2000),
] as const;

/** A body for a route: what it takes, unless something of it is to be wrong. */
export function bodyFor(source: Source, route: Route): Body {
  const { random, wrong } = source;
  const takesJson = route.body !== null;
  const right = takesJson ? json : form;
  const text = takesJson ? jsonText(source, route) : formText(source, route);
  const type = wrong.has('type') ? random.pick([otherOf(right), ...otherTypes]) : right;
  return { ...packed(source, Buffer.from(text)), type };
}

function otherOf(type: string): string {
  return type === json ? form : json;
}

/** Bytes that no compression makes shorter. */
function noise(random: Random, length: number): Buffer {
  return Buffer.from(Array.from({ length }, () => random.int(256)));
}

/** As it is, or compressed, or only said to be. */
function packed({ random, wrong }: Source, bytes: Buffer): Omit<Body, 'type'> {
  if (!wrong.has('packing')) return { bytes, encoding: null };
  return random.pick(packings)(bytes, random);
}

const packings: readonly ((bytes: Buffer, random: Random) => Omit<Body, 'type'>)[] = [
  (bytes) => ({ bytes: gzipSync(bytes), encoding: 'gzip' }),
  (bytes) => ({ bytes, encoding: 'gzip' }),
  (bytes) => ({ bytes, encoding: 'br' }),
  (bytes) => ({ bytes, encoding: 'identity' }),
  (bytes) => ({ bytes, encoding: 'nonsense' }),
  (bytes) => ({ bytes: gzipSync(bytes).subarray(0, 12), encoding: 'gzip, gzip' }),
  () => ({ bytes: gzipSync(Buffer.alloc(1_000_000)), encoding: 'gzip' }),
  (_, random) => ({ bytes: noise(random, 200_000), encoding: 'gzip' }),
  (_, random) => ({ bytes: gzipSync(noise(random, 100_000)), encoding: 'gzip' }),
  (_, random) => ({ bytes: noise(random, 40_000), encoding: 'deflate' }),
];

const brokenTexts: readonly ((random: Random) => string)[] = [
  () => '',
  () => 'null',
  () => '12',
  () => '"AAA"',
  () => 'true',
  () => '[]',
  () => '[{}]',
  () => '{',
  () => '{"a":}',
  () => "{'a':1}",
  () => '\ufeff{}',
  () => '{"a":1e999}',
  () => '{"a":"\\ud800"}',
  () => '{"a":"\\u0000"}',
  () => '\u0000',
  () => '{"__proto__":{"required":"nobody"}}',
  () => '{"constructor":{"prototype":{"a":1}}}',
  (random) => `${'['.repeat(random.pick([50, 5000, 50_000]))}`,
  (random) => `${'{"a":'.repeat(random.pick([50, 5000]))}1${'}'.repeat(50)}`,
  (random) => JSON.stringify({ a: 'x'.repeat(random.pick([20_000, 300_000])) }),
  (random) => JSON.stringify(Array(random.pick([1000, 20_000])).fill({})),
];

function jsonText(source: Source, route: Route): string {
  const { random, wrong } = source;
  const value = fitting(source, route.body ?? {});
  if (!wrong.has('body')) return JSON.stringify(value) ?? '';
  if (random.chance(0.3)) return random.pick(brokenTexts)(random);
  const text = JSON.stringify(spoilt(random, value)) ?? '';
  if (random.chance(0.9) || !text.startsWith('{"')) return text;
  // A member that is named twice: the last one counts for JSON.parse, another may count for whoever looks first.
  const [name = '"a"'] = /^"[^"]*"/.exec(text.slice(1)) ?? [];
  return random.pick([`{${name}:null,${text.slice(1)}`, `{"__proto__":{"a":1},${text.slice(1)}`]);
}

function formText(source: Source, route: Route): string {
  const { random, names, wrong } = source;
  if (wrong.has('body') && random.chance(0.2)) return random.pick(brokenTexts)(random);
  const pairs = route.fields.flatMap((name) => {
    if (isLeftOut(source, name, route.fields.length)) return [];
    const known = valuesFor(names, name);
    const isKnown = known.length > 0 && !(wrong.has('body') && random.chance(0.5));
    const value = isKnown ? encoded(random.pick(known)) : strangePart(random).replaceAll('&', '');
    return shaped(source, name, value);
  });
  if (wrong.has('body') && random.chance(0.2))
    pairs.push(`${encoded(strangeText(random))}=${strangePart(random)}`);
  return pairs.join('&');
}
