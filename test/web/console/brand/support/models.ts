import { brandColoursOf } from '../../../../../src/organizations/profile/brand-colours.ts';
import type { BrandForm } from '../../../../../src/web/brand/brand-form.ts';
import type { BrandModel } from '../../../../../src/web/console/brand/brand.ts';
import { consoleFrame } from '../../../support/frames.ts';

export const look: BrandForm = {
  typed: {
    display_name: 'Acme ID',
    colour: '#7a1f5c',
    support_url: 'https://acme.example/help',
    legal_url: 'mailto:legal@acme.example',
  },
  logo: null,
  colours: brandColoursOf('#7a1f5c'),
  isPreview: false,
};

export const brandModel: BrandModel = {
  ...consoleFrame,
  organization: 'Acme',
  settingsHref: '/console/acme/settings',
  look,
};

/** Nothing is said yet. */
export const plainBrandModel: BrandModel = {
  ...brandModel,
  look: {
    ...look,
    typed: { display_name: '', colour: '', support_url: '', legal_url: '' },
    colours: null,
  },
};
