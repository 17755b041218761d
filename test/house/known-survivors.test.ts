import { expect } from 'chai';
import { knownSurvivors } from '../../bench/mutations/known-survivors.ts';
import { sourceFiles } from './support/source-files.ts';

/** White space is the formatter's. */
const flat = (text: string) => text.replaceAll(/\s+/g, ' ');

describe('a mutant that is known to survive', () => {
  it('is of code that is still there', () => {
    const texts = new Map(sourceFiles('src').map(({ path, text }) => [path, flat(text)]));
    const gone = knownSurvivors.filter(
      ({ file, before }) => texts.get(file)?.includes(flat(before)) !== true,
    );
    expect(knownSurvivors).to.have.length.above(10);
    expect(gone.map(({ file, before }) => `${file} ${before}`)).to.deep.equal([]);
  });
});
