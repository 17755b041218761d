import { Refusal } from '../../refusal/refusal.ts';

/** The colours of a brand in one scheme, as our stylesheet names them. */
export interface SchemeColours {
  /** Links, and the ground of the button that goes on. */
  readonly lead: string;
  /** The same under the pointer. */
  readonly leadStrong: string;
  /** Text on `lead`. */
  readonly onLead: string;
}

export interface BrandColours {
  readonly light: SchemeColours;
  readonly dark: SchemeColours;
}

/** What texts need to stand out by. @see WCAG 2.2, success criterion 1.4.3 */
export const leastContrast = 4.5;

/** All that links stand on in our pages: cards, the page, what is pressed, what is chosen. */
const grounds = {
  light: ['#ffffff', '#f4f6f7', '#eff2f4', '#eaf3f2'],
  dark: ['#171f25', '#0f1519', '#1d272e', '#1a2c2e'],
} as const;

const [white, black] = ['#ffffff', '#000000'] as const;

/** Texts on a pale colour; darker than any ground, so that it always stands out from what does from those. */
const night = '#0b1014';

/** Steps in which a colour is moved towards white or black. */
const steps = 255;

/**
 * The contrast of two colours, 1 to 21.
 * @param one `#rrggbb`
 * @see WCAG 2.2, contrast ratio
 */
export function contrastOf(one: string, other: string): number {
  const [low = 0, high = 0] = [luminanceOf(one), luminanceOf(other)].sort((left, right) => left - right);
  return (high + 0.05) / (low + 0.05);
}

/**
 * What a colour becomes in both schemes. In the light one it is itself, so it has to stand out there; for the dark one it
 * is made paler, since no colour stands out from white and from night alike.
 * @param colour `#rrggbb`, lower case
 * @throws Refusal `colour_contrast` with the ratio and the nearest colour that would do
 */
export function brandColoursOf(colour: string): BrandColours {
  const ratio = leastOver(grounds.light, colour);
  if (ratio < leastContrast) throw tooPale(ratio, nearestTo(colour, black, grounds.light));
  const pale = nearestTo(colour, white, grounds.dark);
  return {
    light: { lead: colour, leadStrong: mixed(colour, black, 0.3), onLead: white },
    dark: { lead: pale, leadStrong: mixed(pale, white, 0.35), onLead: night },
  };
}

/** The stylesheet that puts them over ours. It says nothing else, so that nobody's page is anybody else's. */
export function brandStylesheet({ light, dark }: BrandColours): string {
  const rule = ({ lead, leadStrong, onLead }: SchemeColours) =>
    `:root{--lead:${lead};--lead-strong:${leadStrong};--on-lead:${onLead}}`;
  return `${rule(light)}\n@media screen and (prefers-color-scheme: dark){${rule(dark)}}\n`;
}

function tooPale(ratio: number, nearest: string): Refusal {
  // Rounded down: 4.499 is not enough, and must not be said to be.
  const contrast = { ratio: Math.floor(ratio * 100) / 100, nearest };
  const reason = `contrast ${contrast.ratio}:1, ${nearest} would do`;
  return new Refusal('colour_contrast', { contrast, list: [nearest], reason });
}

/** The first on the way to white or black that stands out from all grounds; the colour itself where it does. */
function nearestTo(colour: string, towards: string, over: readonly string[]): string {
  for (let step = 0; step < steps; step += 1) {
    const moved = mixed(colour, towards, step / steps);
    if (leastOver(over, moved) >= leastContrast) return moved;
  }
  return towards;
}

function leastOver(over: readonly string[], colour: string): number {
  return Math.min(...over.map((ground) => contrastOf(colour, ground)));
}

function mixed(colour: string, other: string, part: number): string {
  const others = partsOf(other);
  const parts = partsOf(colour).map((each, index) => each + ((others[index] ?? 0) - each) * part);
  return `#${parts.map((each) => Math.round(each).toString(16).padStart(2, '0')).join('')}`;
}

function luminanceOf(colour: string): number {
  const [red = 0, green = 0, blue = 0] = partsOf(colour).map((part) => {
    const value = part / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function partsOf(colour: string): readonly number[] {
  return [1, 3, 5].map((from) => Number.parseInt(colour.slice(from, from + 2), 16));
}
