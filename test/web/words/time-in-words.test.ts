import { expect } from 'chai';
import type { Language } from '../../../src/web/words/language.ts';
import { durationInWords, instantInWords, waitInWords } from '../../../src/web/words/time-in-words.ts';

const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;

describe('an instant', () => {
  const first = Date.parse('2026-12-01T00:00:00+01:00');

  it('is said in the language of the page, with its zone', () => {
    const said = (language: Language) => instantInWords(language, first, 'Europe/Brussels');
    expect(said('en')).to.equal('1 December 2026 at 00:00 (Europe/Brussels)');
    expect(said('de')).to.equal('1. Dezember 2026 um 00:00 (Europe/Brussels)');
    expect(said('fr')).to.equal('1er décembre 2026 à 00:00 (Europe/Brussels)');
    expect(said('nl')).to.equal('1 december 2026 om 00:00 (Europe/Brussels)');
  });

  it('of another day than the first of a month is a number in French', () => {
    expect(instantInWords('fr', Date.parse('2026-01-21T01:11:00Z'), 'UTC')).to.equal(
      '21 janvier 2026 à 01:11 (UTC)',
    );
  });
});

describe('a length of time', () => {
  const lengths: readonly [seconds: number, words: string][] = [
    [1, '1 second'],
    [30, '30 seconds'],
    [10 * minute, '10 minutes'],
    [59 * minute, '59 minutes'],
    [hour, '1 hour'],
    [80 * minute, '80 minutes'],
    [2 * hour, '2 hours'],
    [7300, '2 hours'],
    [day, '24 hours'],
    [2 * day - hour, '47 hours'],
    [2 * day, '2 days'],
    [7 * day, '7 days'],
    [-190, '3 minutes'],
  ];
  for (const [seconds, words] of lengths) {
    it(`of ${seconds} seconds is ${words}`, () => {
      expect(durationInWords('en', seconds)).to.equal(words);
    });
  }

  it('is said in the language of the page', () => {
    expect(durationInWords('de', 7 * day)).to.equal('7 Tage');
    expect(durationInWords('fr', hour)).to.match(/^1\sheure$/);
    expect(durationInWords('nl', 3 * day)).to.equal('3 dagen');
    expect(durationInWords('nl', 2 * hour)).to.equal('2 uur');
  });

  it('to wait is rounded up', () => {
    expect(waitInWords('en', 91)).to.equal('2 minutes');
    expect(waitInWords('en', hour)).to.equal('60 minutes');
  });
});
