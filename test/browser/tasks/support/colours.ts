import { expect } from 'chai';
import type { Locator } from 'playwright-core';

/** Where the colours of the shields lie on the circle of colours, whichever scheme. */
const hues: Readonly<Record<'red' | 'orange' | 'green', readonly [number, number]>> = {
  red: [-15, 15],
  orange: [25, 45],
  green: [100, 160],
};

/** The name of the colour that an element is drawn in. */
export async function colourOf(element: Locator): Promise<string> {
  const written = await element.evaluate(
    (each) => each.ownerDocument.defaultView?.getComputedStyle(each).color ?? '',
  );
  const [red = 0, green = 0, blue = 0] = (written.match(/[\d.]+/g) ?? []).map(Number);
  const most = Math.max(red, green, blue);
  const spread = most - Math.min(red, green, blue);
  expect(spread, `${written} is a colour and no grey`).to.be.above(30);
  const [from, to] = most === red ? [green, blue] : most === green ? [blue, red] : [red, green];
  const hue = 60 * ((from - to) / spread + (most === red ? 0 : most === green ? 2 : 4));
  const [name] = Object.entries(hues).find(([, [low, high]]) => hue >= low && hue <= high) ?? [];
  return name ?? written;
}
