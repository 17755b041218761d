import { expect } from 'chai';
import {
  type ConsentTerms,
  consentAfter,
  covers,
  isRememberedFor,
  type RememberedConsent,
} from '../../src/people/remembered-consent.ts';

const day = 24 * 60 * 60 * 1000;
const start = new Date('2026-12-01T00:00:00Z');
const later = new Date(start.getTime() + 100 * day);

const terms = (scopes: readonly string[], more: Partial<ConsentTerms> = {}): ConsentTerms => ({
  scopes,
  claims: [],
  resources: {},
  ...more,
});

const first = (agreed: ConsentTerms): RememberedConsent =>
  consentAfter(null, { clientId: 'crm', terms: agreed }, start);

describe('what is remembered of a consent', () => {
  it('is what was agreed to, for a year', () => {
    const consent = first(terms(['openid', 'email']));
    expect(consent).to.deep.equal({
      clientId: 'crm',
      terms: terms(['openid', 'email']),
      agreedAt: start,
      expiresAt: new Date(start.getTime() + 365 * day),
    });
  });

  it('is never what changes something or outlives the session, wherever it is asked', () => {
    const never = ['account', 'organization:admin', 'operator', 'offline_access'];
    const { terms: kept } = first(terms(['openid', ...never], { resources: { api: ['read', ...never] } }));
    expect(kept).to.deep.equal(terms(['openid'], { resources: { api: ['read'] } }));
  });

  it('goes on with what is new, for as long as it would have; anew where all of it was read again', () => {
    const before = first(terms(['openid'], { claims: ['name'], resources: { api: ['read'] } }));
    const agreed = terms(['email'], { resources: { api: ['write'], other: ['read'] } });
    const after = consentAfter(before, { clientId: 'crm', terms: agreed }, later);
    expect(after).to.deep.equal({
      ...before,
      terms: {
        scopes: ['openid', 'email'],
        claims: ['name'],
        resources: { api: ['read', 'write'], other: ['read'] },
      },
    });
    const whole = consentAfter(before, { clientId: 'crm', terms: before.terms }, later);
    expect(whole.agreedAt).to.equal(later);
  });

  it('covers no more than each kind for itself', () => {
    const consent = first(terms(['openid', 'email'], { claims: ['name'], resources: { api: ['read'] } }));
    for (const [asked, isCovered] of [
      [terms([]), true],
      [terms(['email'], { claims: ['name'], resources: { api: ['read'] } }), true],
      [terms(['profile']), false],
      [terms([], { claims: ['email'] }), false],
      [terms([], { resources: { api: ['write'] } }), false],
      [terms([], { resources: { other: ['read'] } }), false],
      [terms([], { resources: { other: [] } }), true],
    ] as const)
      expect(covers(consent, asked), JSON.stringify(asked)).to.equal(isCovered);
  });

  it('is nothing for a native application, nor for one of our own', () => {
    const web = { redirect_uris: ['https://a.example/'] };
    expect(isRememberedFor({ firstParty: false, metadata: web })).to.equal(true);
    expect(isRememberedFor({ firstParty: true, metadata: web })).to.equal(false);
    expect(isRememberedFor({ firstParty: false, metadata: { application_type: 'native' } })).to.equal(false);
  });
});
