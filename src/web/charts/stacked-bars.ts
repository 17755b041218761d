import { rounded } from './rounded.ts';

/** One column: what it stands for, and how much of each part. */
export interface Column {
  /** Below it; null where that would be too much to read. */
  readonly label: string | null;
  /** From the bottom upwards. */
  readonly parts: readonly number[];
}

export interface StackedBars {
  readonly columns: readonly Column[];
  /** Classes of the stylesheet, one a part, e.g. `fill-lead`. */
  readonly fills: readonly string[];
  /** A number as the reader writes it. */
  readonly number: (value: number) => string;
}

/** Heights are fixed and widths in percent, so that letters never scale. */
const [top, height, below] = [10, 150, 24];

/** Where the columns begin, behind the numbers, and what is left for them; in percent. */
const [start, width] = [6, 94];

const gridLines = 4;

/**
 * Columns of parts above each other, as SVG without a text of its own: it stands beside a table of the same numbers, to
 * which whoever listens is led. It needs no script and no `style`.
 */
export function stackedBars({ columns, fills, number }: StackedBars): string {
  const most = Math.max(...columns.map(({ parts }) => sum(parts)), 0);
  const scale = niceScale(most);
  const lines = Array.from({ length: gridLines }, (_, index) => (scale * index) / (gridLines - 1));
  const y = (value: number) => rounded(top + height - (height * value) / scale);
  const step = width / Math.max(columns.length, 1);
  return [
    `<svg class="chart" width="100%" height="${top + height + below}" aria-hidden="true" focusable="false">`,
    ...lines.map((value) => gridLine(y(value), number(value))),
    ...columns.map((column, index) => bar(column, { x: start + index * step, step, fills, y })),
    '</svg>',
  ].join('');
}

interface Place {
  readonly x: number;
  readonly step: number;
  readonly fills: readonly string[];
  readonly y: (value: number) => number;
}

function bar({ parts, label }: Column, { x, step, fills, y }: Place): string {
  const [left, wide] = [`${rounded(x + step * 0.1)}%`, `${rounded(step * 0.8)}%`];
  const rects = parts.map((value, index) => {
    const below = sum(parts.slice(0, index));
    const [from, to] = [y(below), y(below + value)];
    // A part that is there is seen, however small it is beside the others.
    const high = value === 0 ? 0 : Math.max(rounded(from - to), 1);
    return high === 0
      ? ''
      : `<rect class="${fills[index] ?? ''}" x="${left}" y="${rounded(from - high)}" width="${wide}" height="${high}"/>`;
  });
  const middle = `${rounded(x + step / 2)}%`;
  const text =
    label === null
      ? ''
      : `<text x="${middle}" y="${top + height + 18}" text-anchor="middle">${escaped(label)}</text>`;
  return rects.join('') + text;
}

function gridLine(y: number, label: string): string {
  const text = `<text x="${start - 1}%" y="${y + 4}" text-anchor="end">${escaped(label)}</text>`;
  return `<line class="stroke-line" x1="${start}%" x2="100%" y1="${y}" y2="${y}"/>${text}`;
}

/** The least of 3, 6, 12, 15, 30, 60 … that is not below: it parts into three whole numbers. */
function niceScale(most: number): number {
  for (let power = 1; ; power *= 10) {
    const found = [3, 6, 12, 15].map((each) => each * power).find((each) => each >= most);
    if (found !== undefined) return found;
  }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
