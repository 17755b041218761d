/** A name as it is stored and shown, or why it is none. */
export type DisplayName =
  | { readonly ok: true; readonly name: string }
  | { readonly ok: false; readonly problem: string };

/** In code points: one of several hundred marks over one letter is still one character to whoever counts those. */
export const longestName = 80;

/** Controls, what turns the direction of writing, what cannot be seen, and code points that are nobody's. */
const hostile = /[\p{C}\p{Default_Ignorable_Code_Point}\p{Zl}\p{Zp}\u2800]/gu;

/**
 * What is invisible and does something where it stands: joiners between letters of scripts that join (Persian and most of
 * India need them) and within an emoji, and the chosen form of an ideograph or emoji.
 */
const [joining, emoji] = ['\\p{L}\\p{M}', '\\p{Extended_Pictographic}\\p{Emoji_Modifier}\\uFE0F'];
const unjoined = ['Latin', 'Greek', 'Cyrillic', 'Armenian', 'Han', 'Hiragana', 'Katakana', 'Hangul'];
const notUnjoined = (ahead: '?!' | '?<!') =>
  `(${ahead}[${unjoined.map((script) => `\\p{Script=${script}}`).join('')}])`;
const meaningful = new RegExp(
  [
    `(?<=[${joining}])${notUnjoined('?<!')}[\\u200C\\u200D](?=[${joining}])${notUnjoined('?!')}`,
    `(?<=[${emoji}])\\u200D(?=\\p{Extended_Pictographic})`,
    '(?<=\\p{Extended_Pictographic})\\uFE0F',
    '(?<=\\p{Script=Han})[\\u{E0100}-\\u{E01EF}]',
  ].join('|'),
  'gu',
);

/** Programs that show mails make links of these by themselves. */
const linking = /:\/\/|www\./i;

/** More than any language writes over one letter; a pile of them covers the lines around it. */
const piledMarks = /\p{M}{9}/u;

/**
 * Reads what people, organizations, applications and authenticators are called. The one rule for every writer: names stand
 * in mails, pages and tokens beside words of ours, and must neither look like those, nor turn them round, nor lead away.
 * Composed (NFC), each run of spaces as one.
 * @param longest in code points
 */
export function readDisplayName(text: string, longest: number = longestName): DisplayName {
  const name = text
    .normalize('NFC')
    .replaceAll(/\p{Zs}+/gu, ' ')
    .trim();
  if (name === '') return refused('must not be empty');
  if ([...name].length > longest) return refused(`must have at most ${longest} characters`);
  const visible = name.replaceAll(meaningful, '');
  if (visible.search(hostile) !== -1)
    return refused(
      'must not hold line breaks, control characters, or ones that are invisible or turn the text round',
    );
  if (piledMarks.test(name)) return refused('must not pile marks over one letter');
  if (linking.test(visible.normalize('NFKC'))) return refused('must not hold :// or www.');
  return { ok: true, name };
}

/** A text without what is hostile in names; line breaks and tabs stay, for it may be more than a name. */
export function withoutHostile(text: string): string {
  // Most are plain ASCII, and pages are made of many.
  if (/^[\t\n\x20-\x7e]*$/.test(text)) return text;
  const spared = new Set([...text.matchAll(meaningful)].map(({ index }) => index));
  return text.replaceAll(hostile, (each, index: number) =>
    each === '\n' || each === '\t' || spared.has(index) ? each : '',
  );
}

/** A name that may have been stored before the rule, as it can be shown. */
export function harmlessName(text: string): string {
  const visible = withoutHostile(text);
  return (linking.test(visible.normalize('NFKC')) ? visible.normalize('NFKC') : visible)
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/:\/\//g, ': ')
    .replaceAll(/(www)\./gi, '$1 ')
    .trim();
}

function refused(problem: string): DisplayName {
  return { ok: false, problem };
}
