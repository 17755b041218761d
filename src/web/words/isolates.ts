import { withoutHostile } from '../../documents/display-name.ts';

/**
 * Around each value that is put into a sentence: whatever direction it is written in ends with it. Names hold neither
 * character. @see UAX #9 section 2.4
 */
const [opening, closing] = ['\u2068', '\u2069'];

const isolated = new RegExp(`${opening}([^${opening}${closing}]*)${closing}`, 'gu');

/** Hebrew, Arabic and whatever else is written from right to left. */
const rightToLeft = /[\u0590-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFC\u{10800}-\u{10FFF}\u{1E800}-\u{1EFFF}]/u;

/** Of a value that stands by itself; soft hyphens and the like are in our own texts as well. */
const turning = /[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/gu;

/** A tag with its attributes, or the title, which holds no tags. EJS leaves no `<` or `>` of a value as it is. */
const tagOrTitle = /(<title>[^<]*<\/title>)|(<[^>"']*(?:(?:"[^"]*"|'[^']*')[^>"']*)*>)/g;

/** A value on its way into a sentence; pages, mails and plain texts make of the marks what they need. */
export function isolate(text: string): string {
  const visible = withoutHostile(text);
  return visible === '' ? '' : `${opening}${visible}${closing}`;
}

/**
 * For subjects, plain mails, titles and the API. Marks that nothing depends on would only come along when somebody copies an
 * address or a code.
 */
export function plainText(text: string): string {
  return text.replaceAll(isolated, (whole, value: string) => (rightToLeft.test(value) ? whole : value));
}

/** A document with `<bdi>` for each mark, and nothing else in its text that turns it round. Attributes stay as they are. */
export function withBdi(html: string): string {
  let from = 0;
  let done = '';
  for (const { 0: whole, 1: title, index } of html.matchAll(tagOrTitle)) {
    done += textWithBdi(html.slice(from, index)) + (title === undefined ? whole : plainText(title));
    from = index + whole.length;
  }
  return done + textWithBdi(html.slice(from));
}

function textWithBdi(text: string): string {
  let from = 0;
  let done = '';
  for (const { 0: whole, 1: value = '', index } of text.matchAll(isolated)) {
    done += `${text.slice(from, index).replaceAll(turning, '')}<bdi>${value}</bdi>`;
    from = index + whole.length;
  }
  return done + text.slice(from).replaceAll(turning, '');
}
