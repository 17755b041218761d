import { expect } from 'chai';
import { headsIn, longHeads } from './support/parameters.ts';

/** Whoever takes more than three things gets them in one object, by name; but for what others call as they please. */
const exceptions = [
  // The library gives its pages of device codes four and five things.
  'src/web/provider/provider-pages.ts createProviderPages.userCodeInputSource',
  'src/web/provider/provider-pages.ts createProviderPages.userCodeConfirmSource',
];

describe('a function with more than three parameters', () => {
  it('is an exception', () => {
    expect(longHeads().map(({ name }) => name)).to.deep.equal(exceptions);
  });

  it('is found wherever it stands', () => {
    const four = '(a: 1, b: 1, c: 1, d: 1)';
    const text = `
      function plain${four}: void {}
      const arrow = ${four}: void => {};
      const store = { method${four}: void {}, field: ${four}: void => {} };
      class Kind { method${four}: void {} }
      function short(a: 1, b: 1, c: 1): void {}`;
    expect(headsIn('f.ts', text).map(({ name }) => name)).to.deep.equal([
      'f.ts plain',
      'f.ts arrow',
      'f.ts method',
      'f.ts field',
      'f.ts method',
    ]);
  });
});
