import { rounded } from './rounded.ts';

/** A line in a box of 100 by 100, which is stretched to any size: numbers of a picture, without any words. */
export interface Line {
  /** Points as SVG takes them, from left to right. */
  readonly line: string;
  /** The same, closed along the bottom. */
  readonly area: string;
  /** How far below the top the first and the last point are, in percent. */
  readonly firstY: number;
  readonly lastY: number;
}

/**
 * @param values from left to right, at equal distances
 * @param most what the top of the box stands for; at least 1
 */
export function lineChart(values: readonly number[], most: number): Line {
  const top = Math.max(1, most, ...values);
  const heights = values.map((value) => rounded(100 - (100 * value) / top));
  const step = values.length > 1 ? 100 / (values.length - 1) : 0;
  const line = heights.map((y, index) => `${rounded(index * step)},${y}`).join(' ');
  return { line, area: `0,100 ${line} 100,100`, firstY: heights[0] ?? 100, lastY: heights.at(-1) ?? 100 };
}
