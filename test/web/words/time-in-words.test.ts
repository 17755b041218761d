import { expect } from 'chai';
import { durationInWords, waitInWords } from '../../../src/web/words/time-in-words.ts';

const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;

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
