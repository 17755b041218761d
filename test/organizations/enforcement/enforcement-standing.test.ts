import { expect } from 'chai';
import { shippedPlans } from '../../../src/config/plans.ts';
import type { Organization } from '../../../src/organizations/core/organization.ts';
import {
  enforcementStanding,
  withdrawalOf,
} from '../../../src/organizations/enforcement/enforcement-standing.ts';
import type { EnforcementPolicy } from '../../../src/policy/facts.ts';
import { later, sampleOrganization, samplePolicy } from '../../storage/support/samples.ts';

const now = later(10_000);

const policy = (over: Partial<EnforcementPolicy>): EnforcementPolicy => ({
  ...samplePolicy,
  savedAt: later(100).getTime(),
  required: 'everyone',
  activation: { kind: 'immediately' },
  sessions: 'keep',
  ...over,
});

const ahead = { kind: 'deadline', at: later(20_000).getTime() } as const;

function standing(
  enforcement: Organization['enforcement'],
  enforcementBefore: readonly EnforcementPolicy[] = [],
  over: Partial<Organization> = {},
) {
  const organization = {
    ...sampleOrganization(),
    plan: 'enterprise',
    trialEndsAt: null,
    createdAt: later(0),
    ...over,
    enforcement,
    enforcementBefore,
  };
  return enforcementStanding({ organization, plans: shippedPlans, now });
}

describe('how enforcement stands', () => {
  it('is off where none was saved, and where nobody is required: there is nothing to take back', () => {
    for (const saved of [null, policy({ required: 'nobody' })]) {
      const found = standing(saved);
      expect(found.phase).to.equal('off');
      expect(withdrawalOf(found)).to.equal(null);
    }
  });

  it('M9, M10: is on once it is in effect, and taking it back changes nothing but whom it requires', () => {
    const found = standing(policy({}));
    expect(found.phase).to.equal('on');
    expect(withdrawalOf(found)).to.deep.equal({ kind: 'revoke', document: { required: 'nobody' } });
  });

  it('is scheduled before its instant, and taking it back leaves what binds until then', () => {
    const found = standing(policy({ activation: ahead }));
    expect(found.phase).to.equal('scheduled');
    const withdrawal = withdrawalOf(found);
    expect(withdrawal?.kind).to.equal('cancel');
    expect(withdrawal?.document).to.include({ required: 'nobody', activation: 'next_sign_in' });
  });

  it('is changing where other terms are announced, and taking that back keeps the present ones', () => {
    const before = policy({ savedAt: later(50).getTime(), graceDays: 9 });
    const found = standing(policy({ activation: ahead, graceDays: 0 }), [before]);
    expect(found.phase).to.equal('changing');
    const withdrawal = withdrawalOf(found);
    expect(withdrawal?.kind).to.equal('cancel');
    expect(withdrawal?.document).to.include({
      required: 'everyone',
      activation: 'immediately',
      grace_days: 9,
    });
    expect(withdrawal?.document).not.to.have.property('preset');
  });

  it('T14: is off once a trial has ended, whatever was saved', () => {
    const found = standing(policy({}), [], { trialEndsAt: later(5000) });
    expect([found.phase, found.entitlement]).to.deep.equal(['off', 'trial_ended']);
  });
});
