/** To hundredths: more than a screen shows, and no longer than that in the page. */
export function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
