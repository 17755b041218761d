import type { Language } from './language.ts';
import { locales } from './time-in-words.ts';

/** A whole number as people read it: `18,406`. */
export function numberInWords(language: Language, value: number): string {
  return formats[language].format(value);
}

const formats: Readonly<Record<Language, Intl.NumberFormat>> = {
  en: new Intl.NumberFormat(locales.en),
  de: new Intl.NumberFormat(locales.de),
  fr: new Intl.NumberFormat(locales.fr),
  nl: new Intl.NumberFormat(locales.nl),
};
