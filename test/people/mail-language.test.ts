import { expect } from 'chai';
import { mailLanguagesOf } from '../../src/people/mail-language.ts';

describe('which languages a person reads mails in', () => {
  const cases: [locale: unknown, language: string | null, expected: string][] = [
    [undefined, null, ''],
    [undefined, 'nl', 'nl'],
    ['fr-BE', null, 'fr-BE'],
    ['fr-BE', 'nl', 'fr-BE, nl'],
    ['nl_BE', 'de', 'nl-BE, de'],
    ['', 'de', 'de'],
    [7, 'de', 'de'],
    [null, null, ''],
  ];
  for (const [locale, language, expected] of cases)
    it(`is "${expected}" for the locale ${JSON.stringify(locale)} and pages in ${language}`, () => {
      expect(mailLanguagesOf({ profile: { locale }, language })).to.equal(expected);
    });
});
