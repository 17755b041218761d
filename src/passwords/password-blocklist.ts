/**
 * Passwords that everybody tries first (NIST SP 800-63B section 3.1.1.2, ASVS 6.2.4: at least the top 3,000).
 *
 * The words come from @zxcvbn-ts/language-common: about 49,000 entries, MIT, released several times a year
 * together with the estimator that most sites use, and plain data without an install script.
 * The estimator itself is not used: a score would be a composition rule in disguise.
 */
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
let commonPasswords: ReadonlySet<string> | undefined;

/** Number of different entries in the blocklist; loads it. */
export function blocklistSize(): number {
  return loadedBlocklist().size;
}

/**
 * Whether a password is a common one, in any case, or hardly more than one: a common word with a short
 * decoration (`password1234567`), or one unit over and over (`abcabcabcabcabc`, `dragondragondragon`).
 * Several common words one after the other are a passphrase and stay allowed.
 */
export function isCommonPassword(password: string): boolean {
  const folded = password.toLowerCase();
  return isListed(folded) || isDecoratedWord(folded) || isRepetition(folded);
}

/** A list this long mostly holds words under 15 characters, so their usual disguises have to count too. */
function isDecoratedWord(folded: string): boolean {
  const word = folded.replace(/^[^\p{L}]+/u, '').replace(/[^\p{L}]+$/u, '');
  return word.length * 2 > folded.length && isListed(word);
}

function isRepetition(folded: string): boolean {
  const unit = folded.slice(0, smallestPeriod(folded));
  if (unit.length === folded.length) return false;
  return unit.length <= longestTrivialUnit || isListed(unit);
}

/** Up to this length a repeated unit is trivial, whatever it is. */
const longestTrivialUnit = 4;

/** Length of the shortest unit whose repetition, the last one perhaps cut off, gives the text. */
function smallestPeriod(text: string): number {
  for (let period = 1; period < text.length; period += 1) {
    if (text.startsWith(text.slice(period))) return period;
  }
  return text.length;
}

function isListed(folded: string): boolean {
  return loadedBlocklist().has(folded);
}

/** Loaded at the first new password: it costs some 30 ms and 5 MB that most starts never need. */
function loadedBlocklist(): ReadonlySet<string> {
  commonPasswords ??= loadBlocklist();
  return commonPasswords;
}

function loadBlocklist(): ReadonlySet<string> {
  // `require` is untyped; the package declares the shape of what it exports.
  const words = require('@zxcvbn-ts/language-common') as typeof import('@zxcvbn-ts/language-common');
  return new Set(words.dictionary['passwords-common'].map((word) => word.toLowerCase()));
}
