import { expect } from 'chai';
import { consentPage } from '../../../src/web/interaction/consent.ts';
import { filled } from '../../../src/web/pages/page.ts';
import { drawn, itIsSound } from '../support/sound-page.ts';
import { consentModel } from './support/models.ts';

describe('the page consent', () => {
  itIsSound(filled(consentPage, consentModel), { fields: [], actions: ['continue', 'cancel'] });

  it('links to web addresses only', () => {
    const html = drawn(filled(consentPage, { ...consentModel, policyUri: 'javascript:alert(1)' }));
    expect(html).not.to.include('javascript:');
  });
});
