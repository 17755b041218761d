import { expect } from 'chai';
import fc from 'fast-check';
import { decide } from '../../src/policy/decide.ts';
import type { Decision } from '../../src/policy/decision.ts';
import { isExempt, openedForMember, policyInForce } from '../../src/policy/enforcement/policy-in-force.ts';
import { amrOf, levelOf } from '../../src/policy/factors/amr.ts';
import { confirmedKinds, countedProofs } from '../../src/policy/factors/factor-reach.ts';
import type { Facts, Level } from '../../src/policy/facts.ts';
import { memberBinding } from '../../src/policy/members/member-binding.ts';
import { isLifted } from '../../src/policy/rules/evaluation-context.ts';
import { organizationOutcomes } from '../../src/policy/rules/organization-outcome.ts';
import {
  client,
  extension,
  membership,
  noRequest,
  proofs,
  type ReadableFacts,
  readableFacts,
  request,
} from './support/arbitrary-facts.ts';
import { now } from './support/world.ts';

const runs = { numRuns: 3000, seed: 20261207 };
const stepOf = (facts: Facts): Decision['step'] => decide(facts, now).step;

/** Not yet `continue`, for a reason that a further rule cannot take away: see ruling 21 for the short password. */
const isHeldBack = (facts: Facts) => !['continue', 'new_password'].includes(stepOf(facts));

/** Whether some organization already says how often the own factor is asked (ruling 2). */
function hasAskingOrganization({ memberships, session }: ReadableFacts): boolean {
  return memberships.some(
    (one) =>
      one.suspended !== 'by_admin' &&
      policyInForce(one.organization, openedForMember(one, session.openedAt), now) !== null,
  );
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(deepFreeze);
  return value;
}

describe('adding never weakens', () => {
  it('a membership', () => {
    // Ruling 2 hands how often the own factor is asked to the organizations: the first one may ask less than "every
    // sign-in", so the property speaks of people without a factor and of those who have such an organization.
    const base = readableFacts.filter(
      (one) => confirmedKinds(one.user).length === 0 || hasAskingOrganization(one),
    );
    fc.assert(
      fc.property(base, membership('org-3'), (facts, further) => {
        fc.pre(isHeldBack(facts));
        expect(stepOf({ ...facts, memberships: [...facts.memberships, further] })).to.not.equal('continue');
      }),
      runs,
    );
  });

  it('what a client demands', () => {
    fc.assert(
      fc.property(readableFacts, client, (facts, { requireLevel, requireMfaMaxAgeSeconds }) => {
        const free = { ...facts.client, requireLevel: null, requireMfaMaxAgeSeconds: null };
        fc.pre(isHeldBack({ ...facts, client: free }));
        const demanding = { ...free, requireLevel, requireMfaMaxAgeSeconds };
        expect(stepOf({ ...facts, client: demanding })).to.not.equal('continue');
      }),
      runs,
    );
  });

  it('a higher level at a client', () => {
    fc.assert(
      fc.property(readableFacts, fc.constantFrom<Level>(2, 3), (facts, level) => {
        const lower = { ...facts.client, requireLevel: (level - 1) as Level };
        fc.pre(isHeldBack({ ...facts, client: lower }));
        expect(stepOf({ ...facts, client: { ...lower, requireLevel: level } })).to.not.equal('continue');
      }),
      runs,
    );
  });

  it('an extension', () => {
    fc.assert(
      fc.property(readableFacts, extension, (facts, further) => {
        fc.pre(isHeldBack(facts));
        expect(stepOf({ ...facts, extensions: [...facts.extensions, further] })).to.not.equal('continue');
      }),
      runs,
    );
  });

  it('a requested level', () => {
    fc.assert(
      fc.property(readableFacts, request, (facts, asked) => {
        fc.pre(isHeldBack({ ...facts, request: noRequest }));
        expect(stepOf({ ...facts, request: asked })).to.not.equal('continue');
      }),
      runs,
    );
  });
});

describe('for all facts', () => {
  it('a missing part never continues', () => {
    const part = fc.constantFrom('user', 'session', 'client', 'memberships');
    fc.assert(
      fc.property(readableFacts, part, (facts, missing) => {
        expect(stepOf({ ...facts, [missing]: null })).to.not.equal('continue');
      }),
      runs,
    );
  });

  it('unreadable policies of any membership never continue', () => {
    fc.assert(
      fc.property(readableFacts, membership('org-3'), (facts, { organization, ...further }) => {
        const unreadable = { ...further, organization: { ...organization, policies: null } };
        const memberships = [...facts.memberships, unreadable];
        expect(stepOf({ ...facts, memberships })).to.not.equal('continue');
        for (const outcome of organizationOutcomes({ ...facts, memberships }, now)) {
          expect(outcome.satisfied).to.equal(false);
        }
      }),
      runs,
    );
  });

  it('the same facts give the same decision, and stay as they are', () => {
    fc.assert(
      fc.property(readableFacts, (facts) => {
        deepFreeze(facts);
        expect(decide(facts, now)).to.deep.equal(decide(structuredClone(facts), now));
      }),
      { ...runs, numRuns: 1000 },
    );
  });

  it('mfa in amr has two kinds of proof behind it, and level 2 or more is mfa', () => {
    fc.assert(
      fc.property(proofs, (given) => {
        const amr = amrOf(given);
        const isKnown = amr.includes('pwd') || given.webauthn?.userVerified === true;
        const isPossessed = ['otp', 'recovery', 'pop'].some((value) => amr.includes(value));
        expect(amr.includes('mfa')).to.equal(isKnown && isPossessed);
        expect(levelOf(given) > 1).to.equal(amr.includes('mfa'));
      }),
      runs,
    );
  });

  it('continue where a policy binds means its minimum was proven, or a listed suppression, exemption or environment', () => {
    fc.assert(
      fc.property(readableFacts, (facts) => {
        const decision = decide(facts, now);
        if (decision.step !== 'continue' || isLifted(facts.client)) return;
        for (const one of facts.memberships) {
          if (one.suspended === 'by_admin' || isExempt(one, now)) continue;
          const { organizationId } = facts.client;
          if (organizationId !== null && organizationId !== one.organization.id) continue;
          const { inForce } = memberBinding(one, facts.session.openedAt, now);
          if (inForce === null) continue;
          const proven = levelOf(countedProofs(facts.session.proofs, inForce.policy.factors));
          const isListed = decision.suppressed.some(({ organizationId: id }) => id === one.organization.id);
          expect(proven >= inForce.policy.minimumLevel || isListed).to.equal(true);
        }
      }),
      { ...runs, numRuns: 8000 },
    );
  });

  it('a suppression on which a yes rests has not run out, and earns no level', () => {
    fc.assert(
      fc.property(readableFacts, (facts) => {
        const decision = decide(facts, now);
        if (decision.step !== 'continue') return;
        expect(decision.level).to.equal(levelOf(facts.session.proofs));
        for (const { until } of decision.suppressed) expect(until).to.be.greaterThan(now);
      }),
      runs,
    );
  });
});
