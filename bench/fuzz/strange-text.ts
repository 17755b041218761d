import type { Random } from './random.ts';

/** Text that somebody might forget: of every length, with what no name contains, and what databases do not take. */
const texts: readonly ((random: Random) => string)[] = [
  () => '',
  () => ' ',
  () => '0',
  () => '-1',
  () => '1e999',
  () => '9007199254740993',
  () => 'null',
  () => 'true',
  () => '[]',
  () => '{}',
  () => '__proto__',
  () => 'constructor',
  () => 'toString',
  () => '\u0000',
  () => 'a\u0000b',
  () => '\ud800',
  () => 'a\udfff',
  () => '\u0001\u001f\u007f',
  () => '\r\nset-cookie: a=b',
  () => '\u202e\u2028\ufeff',
  () => 'é\u0301ß🔑',
  () => '../../etc/passwd',
  () => '/',
  () => '%',
  () => '%00',
  () => "'; DROP TABLE users; --",
  () => '"><script>alert(1)</script>',
  () => '00000000-0000-0000-0000-000000000000',
  (random) => random.pick(instants),
  (random) => 'x'.repeat(random.pick([64, 255, 256, 257, 1000, 5000])),
  (random) => 'ü'.repeat(random.pick([100, 1000])),
  (random) => String.fromCharCode(...Array.from({ length: 1 + random.int(20) }, () => random.int(0x10000))),
];

/** Values that mean trouble where a name has a form of its own. */
export function troubleFor(random: Random, name: string): string {
  if (name === 'cursor') return Buffer.from(random.pick(cursors)).toString('base64url');
  if (name === 'from' || name === 'to' || name.endsWith('_at')) return random.pick(instants);
  if (name === 'limit' || name === 'max_age' || name === 'seats') return random.pick(numbers);
  if (/^(?:id|user|actor|target)$/.test(name)) return random.pick(ids);
  return strangeText(random);
}

const instants = [
  '0000-01-01T00:00:00Z',
  '-271821-04-20T00:00:00Z',
  '+275760-09-13T00:00:00.001Z',
  '9999-12-31T23:59:59.999999999-23:59',
  '2026-02-30T25:61:61+99:99',
  '2026-01-01',
  '2026-01-01T00:00:00',
  '2026-01-01T00:00:00[Europe/Brussels]',
  'tomorrow',
  '1790000000',
];

const numbers = [
  '0',
  '-1',
  '1.5',
  '1e9',
  '1e999',
  '0x10',
  ' 5',
  '05',
  '9007199254740993',
  'NaN',
  '201',
  '2147483648',
];

const ids = [
  '00000000-0000-0000-0000-000000000000',
  '00000000000000000000000000000000',
  '{00000000-0000-0000-0000-000000000000}',
  'urn:uuid:00000000-0000-0000-0000-000000000000',
  'nobody@nowhere.example',
  '@',
  '1',
];

/** What a cursor could hold: JSON that is none of ours. */
const cursors = [
  '["x","y"]',
  '["\\u0000"]',
  '["-271821-04-20T00:00:00.000Z","00000000-0000-0000-0000-000000000000"]',
  '["2026-01-01T00:00:00Z"]',
  '["2026-01-01T00:00:00.000Z","00000000-0000-0000-0000-000000000000"]',
  '["2026-01-01T00:00:00.000Z","x"]',
  '["a@b.example","00000000-0000-0000-0000-000000000000"]',
  '[9223372036854775808]',
  '[1,2]',
  '["1"]',
  '[null,1,{}]',
  '{"__proto__":1}',
  '[]',
  '"',
  '[1e999,"x"]',
];

/** Text as JavaScript has it, lone surrogates included. */
export function strangeText(random: Random): string {
  return random.pick(texts)(random);
}

const encodedGarbage = [
  '%',
  '%zz',
  '%f',
  '%ff',
  '%c0%af',
  '%ed%a0%80',
  '%00',
  '%2f',
  '%2e%2e%2f',
  '%5c',
  ';',
  '//',
  '\\',
];

/** A part of a path or query, encoded or deliberately not so. */
export function strangePart(random: Random): string {
  return random.chance(0.3) ? random.pick(encodedGarbage) : encoded(strangeText(random));
}

/** As encodeURIComponent, which throws where a surrogate stands alone. */
export function encoded(text: string): string {
  return [...Buffer.from(text)]
    .map((byte) =>
      /[\w.~-]/.test(String.fromCharCode(byte)) && byte < 128 ? String.fromCharCode(byte) : escaped(byte),
    )
    .join('');
}

function escaped(byte: number): string {
  return `%${byte.toString(16).padStart(2, '0')}`;
}
