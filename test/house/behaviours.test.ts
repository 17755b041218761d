import { expect } from 'chai';
import { behaviourTable, idsIn } from '../harness/behaviours.ts';

describe('the table of behaviours', () => {
  const titles: readonly [title: string, ids: readonly string[]][] = [
    ['a midnight › T8, T12: signs out', ['T8', 'T12']],
    ['is refused (ruling 19)', ['ruling 19']],
    ['neither rulings 8 and 14', ['ruling 8', 'ruling 14']],
    ['D10 was left out, AAL1 is no id, nor is T99', []],
  ];
  for (const [title, ids] of titles) {
    it(`reads from the title "${title}" that it shows ${ids.length} of them`, () => {
      expect(idsIn(title)).to.deep.equal(ids);
    });
  }

  it('lists each test below its id, a bar in a title escaped', () => {
    const table = behaviourTable([{ id: 'T8', title: 'ends | keeps', result: 'passed' }]);
    expect(table).to.include('| T8 | ends \\| keeps | passed |');
    expect(table).to.include('Not shown by a test yet: T1, T2,');
  });
});
