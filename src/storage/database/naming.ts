import { hashLinkToken } from '../../links/one-time-links.ts';

/** What a person is recognized by in something that is kept sealed. */
export interface Traces {
  /** Ids and addresses; each counts as a whole, so that `a@x.example` is not found in `mia@x.example`. */
  readonly words: readonly string[];
  /** SHA-256 of the tokens of their links; default none. */
  readonly links?: readonly Buffer[];
}

/** Whether one of them stands anywhere in it. Most things name nobody, and are not looked at any closer. */
export function isNaming(content: unknown, { words, links = [] }: Traces): boolean {
  const whole = (JSON.stringify(content) ?? '').toLowerCase();
  const near = words.filter((word) => whole.includes(JSON.stringify(word).slice(1, -1).toLowerCase()));
  if (near.length === 0 && links.length === 0) return false;
  const texts = textsIn(content);
  const patterns = near.map(wholeWord);
  return (
    texts.some((text) => patterns.some((pattern) => pattern.test(text))) ||
    (links.length > 0 && texts.some((text) => text.includes('/') && isOneOf(links, tokenHashOf(text))))
  );
}

/** A word with nothing before or after it that could belong to it. */
function wholeWord(word: string): RegExp {
  const [before, after] = ['(?<![\\p{L}\\p{N}._%+-])', '(?![\\p{L}\\p{N}-]|\\.[\\p{L}\\p{N}])'];
  return new RegExp(`${before}${word.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&')}${after}`, 'iu');
}

function isOneOf(hashes: readonly Buffer[], wanted: Buffer): boolean {
  return hashes.some((hash) => hash.equals(wanted));
}

/** Of the token that a link ends in. */
function tokenHashOf(text: string): Buffer {
  return hashLinkToken(text.slice(text.lastIndexOf('/') + 1));
}

/** Every text in plain JSON, names of fields included. */
function textsIn(content: unknown): readonly string[] {
  if (typeof content === 'string') return [content];
  if (typeof content !== 'object' || content === null) return [];
  return Object.entries(content).flatMap(([name, value]) => [name, ...textsIn(value)]);
}
