import { hashLinkToken } from '../../links/one-time-links.ts';

/** What a person is recognized by in something that is kept sealed. */
export interface Traces {
  /** Ids and addresses; each counts as a whole, so that `a@x.example` is not found in `mia@x.example`. */
  readonly words: readonly string[];
  /** SHA-256 of the tokens of their links; default none. */
  readonly links?: readonly Buffer[];
}

/** Whether one of them stands anywhere in it. */
export function isNaming(content: unknown, { words, links = [] }: Traces): boolean {
  const patterns = words.map(wholeWord);
  const tokens = new Set(links.map((hash) => hash.toString('hex')));
  return textsIn(content).some(
    (text) => patterns.some((pattern) => pattern.test(text)) || tokens.has(tokenHashOf(text)),
  );
}

/** A word with nothing before or after it that could belong to it. */
function wholeWord(word: string): RegExp {
  const [before, after] = ['(?<![\\p{L}\\p{N}._%+-])', '(?![\\p{L}\\p{N}-]|\\.[\\p{L}\\p{N}])'];
  return new RegExp(`${before}${word.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&')}${after}`, 'iu');
}

/** Of the token that a link ends in. */
function tokenHashOf(text: string): string {
  return hashLinkToken(text.slice(text.lastIndexOf('/') + 1)).toString('hex');
}

/** Every text in plain JSON, names of fields included. */
function textsIn(content: unknown): readonly string[] {
  if (typeof content === 'string') return [content];
  if (typeof content !== 'object' || content === null) return [];
  return Object.entries(content).flatMap(([name, value]) => [name, ...textsIn(value)]);
}
