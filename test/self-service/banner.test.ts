import { expect } from 'chai';
import { bannerOf, type OwnMembership } from '../../src/self-service/own-account.ts';
import { sampleOrganization } from '../storage/support/samples.ts';

const membership = (slug: string, more: Partial<OwnMembership>): OwnMembership => ({
  organization: sampleOrganization({ slug }),
  role: 'member',
  suspended: null,
  status: 'pending',
  requiredFrom: null,
  exemptUntil: null,
  ...more,
});

describe('the banner of somebody in several organizations', () => {
  it('T6: has the earliest deadline first, what is required already before all others', () => {
    const memberships = [
      membership('late', { requiredFrom: 3000 }),
      membership('early', { requiredFrom: 1000 }),
      membership('at-once', {}),
      membership('between', { requiredFrom: 2000 }),
    ];
    const slugs = bannerOf(memberships).map(({ organization }) => organization.slug);
    expect(slugs).to.deep.equal(['at-once', 'early', 'between', 'late']);
  });

  it('leaves out where nothing is to be done, and where an administrator has suspended them', () => {
    const memberships = [
      membership('protected', { status: 'protected' }),
      membership('by-admin', { suspended: 'by_admin' }),
      membership('by-rule', { suspended: 'by_rule' }),
    ];
    expect(bannerOf(memberships).map(({ organization }) => organization.slug)).to.deep.equal(['by-rule']);
  });
});
