import { expect } from 'chai';
import {
  type Entitlement,
  entitlementOf,
  keepsEnforcing,
  mayEnforceMore,
} from '../../src/plans/entitlement.ts';
import { planNamed } from '../../src/plans/plans.ts';
import { unknownPlanInWords, unknownPlans } from '../../src/plans/unknown-plans.ts';

const plans = { free: { enforcement: false }, team: { enforcement: true } };
const now = new Date('2026-12-07T12:00:00Z');
const later = (ms: number) => new Date(now.getTime() + ms);

describe('the entitlement to enforce', () => {
  const table: readonly [plan: string, trialEndsAt: Date | null, Entitlement][] = [
    ['team', null, 'allowed'],
    ['team', later(1), 'allowed'],
    ['team', now, 'trial_ended'],
    ['team', later(-1), 'trial_ended'],
    ['free', null, 'not_allowed'],
    ['free', later(1), 'not_allowed'],
    ['free', later(-1), 'trial_ended'],
    ['gold', null, 'unknown_plan'],
    ['gold', later(1), 'unknown_plan'],
    ['gold', now, 'trial_ended'],
    ['constructor', null, 'unknown_plan'],
    ['__proto__', null, 'unknown_plan'],
  ];
  for (const [plan, trialEndsAt, entitlement] of table)
    it(`of ${plan}, trial until ${trialEndsAt?.toISOString() ?? 'never'}: ${entitlement}`, () => {
      expect(entitlementOf({ plan, trialEndsAt }, plans, now)).to.equal(entitlement);
    });

  const answers: Readonly<Record<Entitlement, readonly [goesOn: boolean, more: boolean]>> = {
    allowed: [true, true],
    unknown_plan: [true, false],
    not_allowed: [false, false],
    trial_ended: [false, false],
  };
  for (const [entitlement, [goesOn, more]] of Object.entries(answers) as [Entitlement, [boolean, boolean]][])
    it(`${entitlement}: what stands ${goesOn ? 'goes on' : 'ends'}, ${more ? 'more' : 'nothing new'} may be required`, () => {
      expect([keepsEnforcing(entitlement), mayEnforceMore(entitlement)]).to.deep.equal([goesOn, more]);
    });
});

describe('plans that the configuration does not name', () => {
  it('are none of those that every object has', () => {
    for (const name of ['toString', 'constructor', '__proto__'])
      expect(planNamed(plans, name)).to.equal(null);
    expect(planNamed(plans, 'team')).to.equal(plans.team);
  });

  it('are told with how many organizations are on them', () => {
    const counts = [
      { plan: 'gold', organizations: 1 },
      { plan: 'silver', organizations: 12 },
      { plan: 'team', organizations: 3 },
    ];
    const unknown = unknownPlans(counts, plans);
    expect(unknown).to.deep.equal(counts.slice(0, 2));
    expect(unknown.map(unknownPlanInWords)).to.deep.equal([
      '1 organization is on the plan gold, which the configuration does not name: what they require goes on, nothing new can be required',
      '12 organizations are on the plan silver, which the configuration does not name: what they require goes on, nothing new can be required',
    ]);
  });
});
