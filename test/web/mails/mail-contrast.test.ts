import { expect } from 'chai';
import { type HTMLElement, parse } from 'node-html-parser';
import { createRenderer } from '../../../src/web/pages/rendering.ts';
import { mailCases } from '../support/mail-samples.ts';

const renderer = createRenderer({ viewsDirectory: 'views', production: true });

/** @see WCAG 2.2, relative luminance */
function luminance(hex: string): number {
  const light = (part: string) => {
    const value = Number.parseInt(part, 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  const [, r = '', g = '', b = ''] = /^#(..)(..)(..)$/.exec(hex) ?? [];
  return 0.2126 * light(r) + 0.7152 * light(g) + 0.0722 * light(b);
}

function contrast(one: string, other: string): number {
  const [low = 0, high = 0] = [luminance(one), luminance(other)].sort((left, right) => left - right);
  return (high + 0.05) / (low + 0.05);
}

/** The last one of a declaration counts, as in a browser. */
const declared = (css: string, name: string) =>
  [...css.matchAll(new RegExp(`(?:^|[;{ ])${name}: ?(#[0-9a-f]{6})`, 'g'))].at(-1)?.[1];

/** What an element is given by its own style, or in the dark by its classes. */
function given(element: HTMLElement, name: string, dark: ReadonlyMap<string, string> | null) {
  const classes = element.classList.value;
  const byClass = classes.map((each) => declared(dark?.get(each) ?? '', name)).find(Boolean);
  return byClass ?? declared(element.getAttribute('style') ?? '', name);
}

function inherited(element: HTMLElement, name: string, dark: ReadonlyMap<string, string> | null): string {
  const own = given(element, name, dark);
  if (own !== undefined) return own;
  if (!element.parentNode) throw new Error(`nothing gives ${name}`);
  return inherited(element.parentNode, name, dark);
}

function rulesOf(html: string): ReadonlyMap<string, string> {
  return new Map(
    [...html.matchAll(/^\s+\.([a-z-]+) (\{.*\})$/gm)].map(([, name = '', rule = '']) => [name, rule]),
  );
}

describe('every text of a mail', () => {
  for (const scheme of ['light', 'dark'] as const)
    it(`stands out with 4.5:1 from what is below it in ${scheme}`, () => {
      let pairs = 0;
      for (const model of mailCases) {
        const { html } = renderer.renderMail(model);
        const dark = scheme === 'dark' ? rulesOf(html) : null;
        const texts = parse(html)
          .querySelectorAll('td, p, h1, a, strong')
          .filter(({ childNodes }) =>
            childNodes.some((node) => node.nodeType === 3 && node.rawText.trim() !== ''),
          );
        for (const text of texts) {
          const [color, ground] = [inherited(text, 'color', dark), inherited(text, 'background-color', dark)];
          pairs += 1;
          const where = `${model.notice.kind}: ${text.outerHTML.slice(0, 60)}, ${color} on ${ground}`;
          expect(contrast(color, ground), where).to.be.at.least(4.5);
        }
      }
      expect(pairs).to.be.above(mailCases.length * 3);
    });
});
