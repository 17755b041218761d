import { rounded } from './rounded.ts';

/** One part of a bar, in percent of its width. */
export interface BarPart {
  readonly x: number;
  readonly width: number;
}

/** How wide each of several numbers is in a bar that they fill together; a bar of nothing has no width. */
export function stackedBar(values: readonly number[]): readonly BarPart[] {
  const total = values.reduce((sum, value) => sum + value, 0);
  let x = 0;
  return values.map((value) => {
    const part = { x: rounded(x), width: total === 0 ? 0 : rounded((100 * value) / total) };
    x += part.width;
    return part;
  });
}

/** Shares of a whole in percent, whole numbers; one that is not zero is not told as zero, nor all as less than all. */
export function percentOf(value: number, total: number): number {
  if (value === 0 || total === 0) return 0;
  const share = Math.round((100 * value) / total);
  return value < total ? Math.min(99, Math.max(1, share)) : 100;
}
