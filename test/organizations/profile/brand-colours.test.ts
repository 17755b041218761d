import { expect } from 'chai';
import fc from 'fast-check';
import {
  brandColoursOf,
  brandStylesheet,
  contrastOf,
  leastContrast,
} from '../../../src/organizations/profile/brand-colours.ts';
import { Refusal } from '../../../src/refusal/refusal.ts';

const grounds = {
  light: ['#ffffff', '#f4f6f7', '#eff2f4', '#eaf3f2'],
  dark: ['#171f25', '#0f1519', '#1d272e', '#1a2c2e'],
};

const anyColour = fc
  .integer({ min: 0, max: 0xffffff })
  .map((value) => `#${value.toString(16).padStart(6, '0')}`);

function refusalOf(colour: string): Refusal | null {
  try {
    brandColoursOf(colour);
    return null;
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}

describe('the contrast of two colours', () => {
  const known: readonly (readonly [one: string, other: string, ratio: number])[] = [
    ['#000000', '#ffffff', 21],
    ['#ffffff', '#ffffff', 1],
    // The pair that stands on either side of the bound in every guide to it.
    ['#767676', '#ffffff', 4.54],
    ['#777777', '#ffffff', 4.48],
    ['#0b5f58', '#ffffff', 7.52],
    ['#ff0000', '#ffffff', 4],
  ];
  for (const [one, other, ratio] of known)
    it(`${one} on ${other} is ${ratio}:1, whichever is named first`, () => {
      expect(contrastOf(one, other)).to.be.closeTo(ratio, 0.01);
      expect(contrastOf(other, one)).to.equal(contrastOf(one, other));
    });
});

describe('the colour of a brand', () => {
  it('stands out from every ground of both schemes with 4.5:1, and texts from it, whatever it is, or is refused', () => {
    fc.assert(
      fc.property(anyColour, (colour) => {
        if (refusalOf(colour) !== null) return;
        const colours = brandColoursOf(colour);
        expect(colours.light.lead).to.equal(colour);
        for (const scheme of ['light', 'dark'] as const) {
          const { lead, leadStrong, onLead } = colours[scheme];
          for (const ground of grounds[scheme])
            for (const each of [lead, leadStrong])
              expect(contrastOf(each, ground), `${each} on ${ground}`).to.be.at.least(leastContrast);
          for (const each of [lead, leadStrong])
            expect(contrastOf(onLead, each), `${onLead} on ${each}`).to.be.at.least(leastContrast);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('is refused exactly where it does not, with its ratio and a colour that does, and no nearer one', () => {
    fc.assert(
      fc.property(anyColour, (colour) => {
        const ratio = Math.min(...grounds.light.map((ground) => contrastOf(colour, ground)));
        const refusal = refusalOf(colour);
        expect(refusal === null).to.equal(ratio >= leastContrast);
        if (refusal === null) return;
        expect(refusal.code).to.equal('colour_contrast');
        const { contrast } = refusal.detail;
        expect(contrast?.ratio).to.be.closeTo(ratio, 0.01).and.be.at.most(ratio);
        const nearest = contrast?.nearest ?? '';
        expect(refusalOf(nearest), nearest).to.equal(null);
        // Of nearly what was wanted: it is just dark enough.
        const reached = Math.min(...grounds.light.map((ground) => contrastOf(nearest, ground)));
        expect(reached).to.be.below(leastContrast + 0.2);
      }),
      { numRuns: 500 },
    );
  });

  it('says 4.49 of 4.499, which is not enough', () => {
    const refusals = ['#777777', '#808080', '#ffff00'].map(
      (colour) => refusalOf(colour)?.detail.contrast?.ratio,
    );
    for (const ratio of refusals) expect(ratio).to.be.below(leastContrast);
  });

  it('makes a stylesheet of nothing but its own names, in both schemes', () => {
    const stylesheet = brandStylesheet(brandColoursOf('#7a1f5c'));
    expect(stylesheet.match(/--[a-z-]+/g)).to.have.members([
      ...['--lead', '--lead-strong', '--on-lead'],
      ...['--lead', '--lead-strong', '--on-lead'],
    ]);
    expect(stylesheet.match(/#[0-9a-f]{6}\b/g)).to.have.length(6);
    expect(stylesheet)
      .to.include('prefers-color-scheme: dark')
      .and.not.match(/url|@import|expression/);
  });
});
