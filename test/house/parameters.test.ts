import { expect } from 'chai';
import { headsIn, longHeads } from './parameters.ts';

/** What is left from before; it only shrinks. Whoever takes more than three things gets them in one object, by name. */
const exceptions = 236;
const withFiveOrMore = 32;

describe('a function with more than three parameters', () => {
  it('is an exception, of which there are ever fewer', () => {
    const heads = longHeads();
    expect(heads.length, heads.map(({ name }) => name).join('\n')).to.equal(exceptions);
    const longer = heads.filter(({ parameters }) => parameters >= 5).map(({ name }) => name);
    expect(longer.length, longer.join('\n')).to.equal(withFiveOrMore);
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
