import { expect } from 'chai';
import type { MembershipFacts, UserFacts } from '../../../src/policy/facts.ts';
import { isMfaAlwaysRequired } from '../../../src/policy/rules/always-required.ts';
import { day, member, now, organization, policy, totp, user } from '../support/world.ts';

const chosenPeople = organization({ policies: [policy({ preset: 'chosen-people' })] });
const announced = policy({ preset: 'by-midnight', activation: { deadline: '2026-12-10T00:00:00Z' } });

const cases: readonly [
  what: string,
  user: Partial<UserFacts>,
  memberships: readonly MembershipFacts[],
  expected: boolean,
][] = [
  ['no, without factor and organization', {}, [], false],
  ['yes, of the owner of a factor', { factors: [totp] }, [], true],
  ['no, by a factor that was never confirmed', { factors: [{ ...totp, confirmedAt: null }] }, [], false],
  ['yes, of a member of whom a policy requires it', {}, [member()], true],
  ['no, where a policy requires nobody', {}, [member({ organization: chosenPeople })], false],
  ['yes, of a chosen member', {}, [member({ organization: chosenPeople, override: 'required' })], true],
  ['no, of an exempt one', {}, [member({ override: 'exempt' })], false],
  ['yes, of one whose exemption is over', {}, [member({ override: 'exempt', exemptUntil: now - day })], true],
  ['no, of one who is suspended', {}, [member({ suspended: 'by_admin' })], false],
  ['no, before a deadline', {}, [member({ organization: organization({ policies: [announced] }) })], false],
  ['no, on a plan without it', {}, [member({ organization: organization({ mayEnforce: false }) })], false],
];

describe('whether MFA is always required of somebody', () => {
  for (const [what, over, memberships, expected] of cases) {
    it(`ruling 21: ${what}`, () => {
      expect(isMfaAlwaysRequired(user(over), memberships, now)).to.equal(expected);
    });
  }
});
