import { expect } from 'chai';
import { type Branding, noBranding } from '../../../src/organizations/profile/branding.ts';
import {
  type BrandedOrganization,
  brandedBy,
  brandOf,
} from '../../../src/organizations/profile/choose-brand.ts';

const own: Branding = {
  displayName: 'Acme',
  colour: '#7a1f5c',
  supportUrl: 'mailto:help@acme.example',
  legalUrl: 'https://acme.example/legal',
  logoHash: 'a'.repeat(32),
  stylesheetHash: 'b'.repeat(32),
};

const instance: Branding = {
  displayName: 'Corp ID',
  colour: '#0b5f58',
  supportUrl: 'https://corp.example/help',
  legalUrl: 'https://corp.example/legal',
  logoHash: 'c'.repeat(32),
  stylesheetHash: 'd'.repeat(32),
};

describe('whose brand a page shows', () => {
  const cases: readonly (readonly [
    client: string | null,
    narrowed: string | null,
    whose: BrandedOrganization,
  ])[] = [
    ['acme', null, { id: 'acme' }],
    ['acme', 'bolt', { id: 'acme' }],
    [null, 'bolt', { slug: 'bolt' }],
    [null, null, null],
  ];
  for (const [clientOrganization, narrowedTo, whose] of cases)
    it(`is that of ${whose === null ? 'the installation' : Object.values(whose)[0]} for a client of ${clientOrganization ?? 'nobody'}, narrowed to ${narrowedTo ?? 'nothing'}`, () => {
      expect(brandedBy({ clientOrganization, narrowedTo })).to.deep.equal(whose);
    });
});

describe('the brand of a page', () => {
  it('is that of the organization, whole where it says all', () => {
    expect(brandOf(own, instance)).to.deep.equal(own);
    expect(brandOf(own, null)).to.deep.equal(own);
  });

  it('is that of the installation where nobody says otherwise, and nothing where nobody says anything', () => {
    expect(brandOf(null, instance)).to.deep.equal(instance);
    expect(brandOf(null, null)).to.deep.equal(noBranding);
    expect(brandOf(noBranding, instance)).to.deep.equal(instance);
  });

  it('never shows the logo of one beside the name of another', () => {
    const named = brandOf({ ...noBranding, displayName: 'Acme' }, instance);
    expect([named.displayName, named.logoHash]).to.deep.equal(['Acme', null]);
    const pictured = brandOf({ ...noBranding, logoHash: own.logoHash }, instance);
    expect([pictured.displayName, pictured.logoHash]).to.deep.equal([null, own.logoHash]);
    expect(named.colour).to.equal(instance.colour);
  });

  it('takes the colour with its stylesheet, and each link by itself', () => {
    const coloured = brandOf(
      { ...noBranding, colour: own.colour, stylesheetHash: own.stylesheetHash },
      instance,
    );
    expect([coloured.colour, coloured.stylesheetHash]).to.deep.equal([own.colour, own.stylesheetHash]);
    expect(coloured.displayName).to.equal('Corp ID');
    const linked = brandOf({ ...noBranding, supportUrl: own.supportUrl }, instance);
    expect([linked.supportUrl, linked.legalUrl]).to.deep.equal([own.supportUrl, instance.legalUrl]);
  });
});
