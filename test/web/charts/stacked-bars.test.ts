import { expect } from 'chai';
import { parse } from 'node-html-parser';
import { type Column, stackedBars } from '../../../src/web/charts/stacked-bars.ts';

function drawn(columns: readonly Column[]) {
  const svg = parse(stackedBars({ columns, fills: ['fill-lead', 'fill-bad'], number: String }));
  const rects = svg.querySelectorAll('rect').map((rect) => ({
    fill: rect.getAttribute('class'),
    y: Number(rect.getAttribute('y')),
    height: Number(rect.getAttribute('height')),
    x: rect.getAttribute('x'),
  }));
  return { svg, rects, texts: svg.querySelectorAll('text').map(({ text }) => text) };
}

describe('stacked bars', () => {
  it('have heights in proportion, each part upon the one before', () => {
    const { rects } = drawn([{ label: null, parts: [40, 20] }]);
    expect(rects.map(({ fill, y, height }) => [fill, y, height])).to.deep.equal([
      ['fill-lead', 60, 100],
      ['fill-bad', 10, 50],
    ]);
  });

  it('have a scale of four lines in round numbers that nothing is above', () => {
    for (const [most, lines] of [
      [0, ['0', '1', '2', '3']],
      [3, ['0', '1', '2', '3']],
      [4, ['0', '2', '4', '6']],
      [13, ['0', '5', '10', '15']],
      [16, ['0', '10', '20', '30']],
      [240, ['0', '100', '200', '300']],
    ] as const) {
      const { texts } = drawn([{ label: null, parts: [most, 0] }]);
      expect(texts, `${most}`).to.deep.equal(lines);
    }
  });

  it('show what is there, however small, and nothing for nothing', () => {
    const { rects } = drawn([
      { label: null, parts: [100_000, 1] },
      { label: null, parts: [0, 0] },
    ]);
    expect(rects.map(({ fill, height }) => [fill, height])).to.deep.equal([
      ['fill-lead', 125],
      ['fill-bad', 1],
    ]);
  });

  it('put the label of a column below its middle, and take markup for text', () => {
    const { svg, texts } = drawn([
      { label: '<b>&"', parts: [1, 0] },
      { label: null, parts: [1, 0] },
    ]);
    expect(svg.querySelector('b')).to.equal(null);
    expect(texts.at(-1)).to.include('b');
    expect(svg.querySelectorAll('text').at(-1)?.getAttribute('x')).to.equal('29.5%');
  });

  it('draw no column where there is none', () => {
    expect(drawn([]).rects).to.deep.equal([]);
  });
});
