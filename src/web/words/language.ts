import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import i18next, { type Resource } from 'i18next';
import { parse } from 'yaml';
import { harmlessName } from '../../documents/display-name.ts';
import { type WrittenLanguage, writtenLanguages } from '../../documents/languages.ts';
import { isolate, plainText } from './isolates.ts';
import { numberInWords } from './number-in-words.ts';
import { listInWords } from './time-in-words.ts';

/** Languages that every text of every page and mail exists in. */
export const languages = writtenLanguages;

export type Language = WrittenLanguage;

/** Each in itself, so that whoever reads it finds it on a page that they cannot read. */
export const languageNames: Readonly<Record<Language, string>> = {
  en: 'English',
  de: 'Deutsch',
  fr: 'Français',
  nl: 'Nederlands',
};

export const defaultLanguage: Language = 'en';

/** Values that a text may mention, by the name it uses for them; several at once are listed. */
export type WordValues = Readonly<Record<string, string | number | readonly string[] | OurWords>>;

/** What is said in words of our own: it needs no marks, and its addresses stay whole. */
export interface OurWords {
  readonly ours: string;
}

/**
 * The texts of one language. `say` throws a plain Error for an unknown key or a forgotten value: both are bugs. In what it
 * says, values that are not ours stand between marks (`isolates.ts`).
 */
export interface Words {
  readonly language: Language;
  readonly say: (key: string, values?: WordValues) => string;
  readonly knows: (key: string) => boolean;
}

/**
 * Chooses the language of a page: the first known tag of `ui_locales` (space separated, best first),
 * then the best of `Accept-Language`, then English. Regions are ignored (`de-AT` is `de`).
 * @see OpenID Connect Core 1.0 section 3.1.2.1, RFC 9110 section 12.5.4
 */
export function chooseLanguage(uiLocales: string | undefined, acceptLanguage: string | undefined): Language {
  const wanted = [...(uiLocales ?? '').split(' '), ...byPreference(acceptLanguage ?? '')];
  for (const tag of wanted) {
    const known = languages.find((language) => language === primarySubtag(tag));
    if (known) return known;
  }
  return defaultLanguage;
}

/**
 * Reads once what stands in `<area>/words.<language>.yaml` of the views, and what several areas share, in
 * `words/<area>.<language>.yaml`; the area, e.g. `password` or `console/members`, is the first part of each key.
 */
export function loadMarkedWords(viewsDirectory: string): Readonly<Record<Language, Words>> {
  const catalogue = i18next.createInstance();
  void catalogue.init({
    resources: readCatalogues(viewsDirectory),
    initAsync: false,
    fallbackLng: false,
    supportedLngs: [...languages],
    nsSeparator: false,
    // Templates escape what they print; a mail's plain text must not be escaped at all.
    interpolation: { escapeValue: false, skipOnVariables: true },
    parseMissingKeyHandler: (key: string) => complain(`No words for ${key}`),
    missingInterpolationHandler: (text: string) => complain(`A value is missing in: ${text}`),
  });
  const wordsOf = (language: Language): Words => ({
    language,
    say: remembering((key, values = {}) =>
      catalogue.t(key, { ...plural(values), replace: putIn(language, values), lng: language }),
    ),
    knows: (key) => catalogue.exists(key, { lng: language }),
  });
  return { en: wordsOf('en'), de: wordsOf('de'), fr: wordsOf('fr'), nl: wordsOf('nl') };
}

/** The same without marks, for what is no page and no mail. */
export function plainWords(words: Readonly<Record<Language, Words>>): Readonly<Record<Language, Words>> {
  const plain = (marked: Words): Words => ({
    ...marked,
    say: (key, values) => plainText(marked.say(key, values)),
  });
  return { en: plain(words.en), de: plain(words.de), fr: plain(words.fr), nl: plain(words.nl) };
}

/** What things are called by somebody: these may have been stored before the rule for names. */
const names: ReadonlySet<string> = new Set(['client', 'organization', 'organizations', 'person']);

/** Which of the plurals is meant is told by the number itself, not by how it is written. */
function plural({ count }: WordValues): { readonly count?: number } {
  return typeof count === 'number' ? { count } : {};
}

function putIn(language: Language, values: WordValues): Readonly<Record<string, string>> {
  // Templates are not typed: null is put in as nothing, and what is missing stays missing, so that it is complained about.
  const given = Object.entries(values).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given.map(([name, value]) => [name, marked(value ?? '', { language, name })]));
}

function marked(
  value: WordValues[string],
  { language, name }: { readonly language: Language; readonly name: string },
): string {
  if (typeof value === 'number') return numberInWords(language, value);
  if (typeof value === 'object' && 'ours' in value) return value.ours;
  const mark = (text: string) => isolate(names.has(name) ? harmlessName(text) : text);
  return typeof value === 'string' ? mark(value) : listInWords(language, value.map(mark));
}

/** All texts without marks. */
export function loadWords(viewsDirectory: string): Readonly<Record<Language, Words>> {
  return plainWords(loadMarkedWords(viewsDirectory));
}

/** Most texts mention no values and are always the same; looking them up anew is most of a page's work. */
function remembering(say: Words['say']): Words['say'] {
  const known = new Map<string, string>();
  return (key, values) => {
    if (values !== undefined) return say(key, values);
    const remembered = known.get(key) ?? say(key);
    known.set(key, remembered);
    return remembered;
  };
}

function readCatalogues(viewsDirectory: string): Resource {
  const resources: Record<Language, { translation: Record<string, unknown> }> = {
    en: { translation: {} },
    de: { translation: {} },
    fr: { translation: {} },
    nl: { translation: {} },
  };
  for (const { area, language, path } of wordFiles(viewsDirectory))
    resources[language].translation[area] = parse(readFileSync(path, 'utf8'), (_key, text: unknown) =>
      language === 'fr' && typeof text === 'string' ? text.replace(frenchSpace, '\u00a0') : text,
    );
  return resources as Resource;
}

/** The space that French has before these marks, where no line may break. */
const frenchSpace = / (?=[:;?!»])|(?<=«) /g;

/** Every file of texts below the views. */
export function wordFiles(
  viewsDirectory: string,
): { readonly area: string; readonly language: Language; readonly path: string }[] {
  return readdirSync(viewsDirectory, { recursive: true, encoding: 'utf8' }).flatMap((path) => {
    const [, folder = '', name, tag] = /^(.+)\/([^/.]+)\.([a-z]+)\.yaml$/.exec(path) ?? [];
    const language = languages.find((known) => known === tag);
    if (name === undefined || language === undefined) return [];
    return [{ area: name === 'words' ? folder : name, language, path: join(viewsDirectory, path) }];
  });
}

function byPreference(acceptLanguage: string): string[] {
  return acceptLanguage
    .split(',')
    .map((range) => ({ tag: range.split(';')[0] ?? '', quality: qualityOf(range) }))
    .filter(({ quality }) => quality > 0)
    .sort((left, right) => right.quality - left.quality)
    .map(({ tag }) => tag);
}

function qualityOf(range: string): number {
  const quality = /;\s*q=([0-9.]+)/i.exec(range)?.[1];
  return quality === undefined ? 1 : Number.parseFloat(quality) || 0;
}

function primarySubtag(tag: string): string {
  return (tag.trim().split('-')[0] ?? '').toLowerCase();
}

function complain(message: string): never {
  throw new Error(message);
}
