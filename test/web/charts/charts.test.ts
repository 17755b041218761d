import { expect } from 'chai';
import { lineChart } from '../../../src/web/charts/line.ts';
import { percentOf, stackedBar } from '../../../src/web/charts/stacked-bar.ts';

describe('a line', () => {
  it('goes from left to right, higher for more', () => {
    expect(lineChart([0, 5, 10], 10)).to.deep.equal({
      line: '0,100 50,50 100,0',
      area: '0,100 0,100 50,50 100,0 100,100',
      firstY: 100,
      lastY: 0,
    });
  });

  it('stays in its box, whatever the values', () => {
    expect(lineChart([3, 12], 10).line).to.equal('0,75 100,0');
    expect(lineChart([0, 0], 0).line).to.equal('0,100 100,100');
    expect(lineChart([7], 14).line).to.equal('0,50');
    expect(lineChart([], 10)).to.deep.equal({ line: '', area: '0,100  100,100', firstY: 100, lastY: 100 });
  });
});

describe('a stacked bar', () => {
  it('is filled by its parts, one beside the other', () => {
    expect(stackedBar([2, 1, 1])).to.deep.equal([
      { x: 0, width: 50 },
      { x: 50, width: 25 },
      { x: 75, width: 25 },
    ]);
    expect(stackedBar([0, 0]).map(({ width }) => width)).to.deep.equal([0, 0]);
  });

  it('M11: tells a share that is not zero as one percent at least, and not all as 99 at most', () => {
    const shares = [0, 1, 500, 999, 1000].map((value) => percentOf(value, 1000));
    expect(shares).to.deep.equal([0, 1, 50, 99, 100]);
    expect(percentOf(0, 0)).to.equal(0);
  });
});
