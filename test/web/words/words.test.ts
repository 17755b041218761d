import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { parse } from 'yaml';
import { refusalCodes } from '../../../src/refusal/refusal.ts';
import {
  chooseLanguage,
  type Language,
  languages,
  loadWords,
  wordFiles,
} from '../../../src/web/words/language.ts';
import { wordsAndStatus } from '../../../src/web/words/refusals.ts';

const words = loadWords('views');
const files = wordFiles('views');
const areas = [...new Set(files.map(({ area }) => area))].sort();

/** All texts of a catalogue by their full key. */
function textsOf(area: string, language: Language): Map<string, string> {
  const texts = new Map<string, string>();
  const collect = (value: unknown, path: string) => {
    if (typeof value === 'string') return texts.set(path, value);
    for (const [key, item] of Object.entries(value ?? {})) collect(item, `${path}.${key}`);
  };
  for (const file of files.filter((each) => each.area === area && each.language === language))
    collect(parse(readFileSync(file.path, 'utf8')), area);
  return texts;
}

/** "One" is a word in most languages; in French zero is one as well, so that it says the number. */
const isAlwaysSaid = (key: string) => (value: string) => value !== '{{count}}' || !key.endsWith('_one');

const valuesIn = (text: string | undefined) => [...new Set(text?.match(/\{\{\w+\}\}/g))].sort();

describe('words', () => {
  it('of an area stand in one file for each language', () => {
    const found = files.map(({ area, language }) => `${area} ${language}`).sort();
    expect(found).to.deep.equal(areas.flatMap((area) => languages.map((each) => `${area} ${each}`)).sort());
  });

  for (const area of areas) {
    it(`of ${area} have the same keys and values in every language`, () => {
      const english = textsOf(area, 'en');
      for (const language of languages) {
        const texts = textsOf(area, language);
        expect([...texts.keys()].sort(), language).to.deep.equal([...english.keys()].sort());
        for (const [key, text] of english) {
          const [own, theirs] = [texts.get(key), text].map((each) =>
            valuesIn(each).filter(isAlwaysSaid(key)),
          );
          expect(own, `${language} ${key}`).to.deep.equal(theirs);
        }
      }
    });
  }

  it('say what happened and what to do for every refusal', () => {
    for (const code of refusalCodes) {
      const { messageKey } = wordsAndStatus[code];
      for (const language of languages) {
        expect(words[language].knows(`${messageKey}.message`), `${language} ${code}`).to.equal(true);
        expect(words[language].knows(`${messageKey}.next`), `${language} ${code}`).to.equal(true);
      }
    }
  });

  it('say nothing in French that only suits men', () => {
    const masculine =
      /(?:vous (?:vous )?(?:êtes|avez été|restez|a)|rester)(?: \S+){0,3} (?:dé)?(?:connecté|invité|absenté)(?!\p{L})/iu;
    expect('Vous êtes peut-être encore connecté.').to.match(masculine);
    const texts = areas.flatMap((area) => [...textsOf(area, 'fr')]);
    for (const [key, text] of texts) expect(text, key).not.to.match(masculine);
  });

  it('have no line begin with the mark of a sentence in French', () => {
    const texts = areas
      .flatMap((area) => [...textsOf(area, 'fr')])
      .filter(([, text]) => !text.includes('{{'));
    for (const [key] of texts) expect(words.fr.say(key)).not.to.match(/ [:;?!»]|« /);
    expect(words.fr.say('interaction.account.title')).to.equal('Quel compte\u00a0?');
    expect(words.fr.say('interaction.consent.title', { client: 'CRM' })).to.match(/CRM\u00a0\?$/);
  });

  it('complain about an unknown key and a forgotten value', () => {
    expect(() => words.en.say('interaction.nowhere.title')).to.throw('No words for');
    expect(() => words.en.say('mail.factor-enrolled.what')).to.throw('A value is missing');
  });

  it('write numbers as each language does, and choose the plural by the number itself', () => {
    const members = (language: Language, count: number) =>
      words[language].say('console/members.changes.what.remind', { count });
    expect(members('en', 1)).to.equal('One member is reminded.');
    expect(members('en', 1200)).to.equal('1,200 members are reminded.');
    expect(members('de', 1200)).to.include('1.200 ');
    expect(members('nl', 1200)).to.include('1.200 ');
    expect(members('fr', 1200)).to.include('1\u202f200 ');
  });

  it('take values as they are, even where these look like references', () => {
    const said = words.en.say('interaction.consent.title', { client: '$t(frame.cancel) {{x}}' });
    expect(said).to.equal('Share your data with $t(frame.cancel) {{x}}?');
  });
});

describe('the language of a page', () => {
  const cases: [uiLocales: string | undefined, acceptLanguage: string | undefined, expected: string][] = [
    [undefined, undefined, 'en'],
    ['fr', 'de', 'fr'],
    ['es de-CH', 'fr', 'de'],
    ['es', 'fr;q=0.4, de;q=0.9', 'de'],
    ['nl-BE', 'fr', 'nl'],
    [undefined, 'de;q=0, fr', 'fr'],
    [undefined, 'DE-at, en;q=0.5', 'de'],
    [undefined, 'es, *', 'en'],
    ['../etc', ';;q=x,,', 'en'],
  ];
  for (const [uiLocales, acceptLanguage, expected] of cases) {
    it(`is ${expected} for ui_locales ${uiLocales} and Accept-Language ${acceptLanguage}`, () => {
      expect(chooseLanguage(uiLocales, acceptLanguage)).to.equal(expected);
    });
  }
});
