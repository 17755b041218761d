import { expect } from 'chai';
import { decide } from '../../src/policy/decide.ts';
import { policiesAfterSaving } from '../../src/policy/enforcement/saved-policies.ts';
import type { EnforcementPolicy, Facts } from '../../src/policy/facts.ts';
import { organizationOutcomes } from '../../src/policy/rules/organization-outcome.ts';
import {
  codesOf,
  day,
  facts,
  hour,
  member,
  minute,
  now,
  passwordAndTotp,
  policy,
  session,
  totp,
  user,
} from './support/world.ts';

const enrolled = user({ factors: [totp] });
const everyone = { required: 'everyone', activation: 'immediately' } as const;

/** What stands once these were saved one after the other. */
function saved(...policies: readonly EnforcementPolicy[]): readonly EnforcementPolicy[] {
  return policies.reduce(policiesAfterSaving, [] as readonly EnforcementPolicy[]);
}

const codesAt = (given: Facts, at = now) => codesOf(decide(given, at));
const deadlineIn = (ms: number) => ({ deadline: new Date(now + ms).toISOString() });

describe('rulings 5 and 6: what an organization requires goes on when the next policy is saved', () => {
  const first = policy(everyone, { savedAt: now - 30 * day });
  const next = (days: number, ago: number) =>
    policy({ ...everyone, grace_days: days }, { savedAt: now - ago });
  const limits: readonly [string, number, string][] = [
    ['24 h', day, 'session_too_old'],
    ['1 h idle', hour, 'session_idle'],
  ];
  for (const [limit, length, code] of limits) {
    const policies = {
      'once, just now': saved(first, next(1, 0)),
      'three times within the hour': saved(
        first,
        next(3, 50 * minute),
        next(2, 40 * minute),
        next(1, minute),
      ),
      'for sign-ins from now on, then for all': saved(
        first,
        policy({ ...everyone, activation: 'next_sign_in' }, { savedAt: now - 2 * minute }),
        next(1, minute),
      ),
    };
    for (const [when, list] of Object.entries(policies)) {
      it(`a session ends after ${limit}, though a policy was saved ${when}`, () => {
        const at = (age: number, idle: number) =>
          codesAt(
            facts({
              user: enrolled,
              memberships: [member({ organization: { policies: list } })],
              session: session({ openedAt: now - age, lastSeenAt: now - idle, proofs: passwordAndTotp }),
            }),
          );
        const [age, idle] = length === day ? [day, 0] : [2 * hour, hour];
        expect(at(age, idle)).to.include(code);
        expect(at(age - 1, Math.max(0, idle - 1))).to.deep.equal([]);
      });
    }
  }

  it('T11: who was not bound yet has the whole of it from when something was first required', () => {
    const list = saved(policy({ preset: 'chosen-people' }), next(1, 10 * minute));
    const given = facts({
      memberships: [member({ organization: { policies: list } })],
      session: session({ openedAt: now - 5 * day, lastSeenAt: now - 5 * minute, proofs: passwordAndTotp }),
    });
    expect(codesAt(given)).to.deep.equal([]);
  });

  it('T11: the limits of a session begin anew where nothing was required in between', () => {
    const off = policy({ required: 'nobody', activation: 'immediately' }, { savedAt: now - 2 * hour });
    const given = (...policies: EnforcementPolicy[]) =>
      facts({
        memberships: [member({ organization: { policies: saved(first, ...policies) } })],
        session: session({
          openedAt: now - 25 * hour,
          lastSeenAt: now - 70 * minute,
          proofs: passwordAndTotp,
        }),
      });
    expect(codesAt(given(off, next(1, 30 * minute)))).to.deep.equal([]);
    expect(codesAt(given(next(1, 30 * minute)))).to.deep.equal(['session_too_old']);
  });

  it('ruling 19: members enforced again stay so when the announced policy is saved anew', () => {
    const announced = (at: number, days = 0) =>
      policy({ ...everyone, activation: deadlineIn(5 * day), grace_days: days }, { savedAt: at });
    const again = { override: 'required', overrideSetAt: now - hour } as const;
    const step = (...policies: EnforcementPolicy[]) => {
      const membership = member({ ...again, organization: { policies: saved(...policies) } });
      return decide(facts({ memberships: [membership] }), now).step;
    };
    expect(step(announced(now - 2 * hour))).to.equal('enroll');
    expect(step(announced(now - 2 * hour), announced(now - minute, 1))).to.equal('enroll');
    expect(step(announced(now - 2 * hour), announced(now - minute, 2), announced(now, 1))).to.equal('enroll');
    // What was chosen before any announcement is no second enforcement.
    expect(step(announced(now - minute))).to.equal('continue');
    expect(
      step(policy({ preset: 'chosen-people' }, { savedAt: now - 3 * day }), announced(now - minute)),
    ).to.equal('enroll');
  });

  it('the nearer of two instants is announced: days of grace end before the next policy begins', () => {
    const list = saved(first, policy({ ...everyone, activation: deadlineIn(20 * day) }, { savedAt: now }));
    const graceUntil = now + 2 * day;
    const membership = member({ joinedAt: now - hour, graceUntil, organization: { policies: list } });
    const [outcome] = organizationOutcomes(facts({ memberships: [membership] }), now);
    expect(outcome).to.include({ required: false, deadline: graceUntil });
  });

  it('a session that the older policy ended while the next was announced stays ended, job or no job', () => {
    const ending = policy({ ...everyone, sessions: 'end_now' }, { savedAt: now - 10 * day });
    const later = (required: 'everyone' | 'nobody') =>
      policy({ required, activation: deadlineIn(-hour) }, { savedAt: now - 5 * day });
    const end = now - 2 * hour;
    const codes = (policies: readonly EnforcementPolicy[], graceUntil: number) => {
      const membership = member({ joinedAt: now - 11 * day, graceUntil, organization: { policies } });
      const old = session({ openedAt: now - 6 * day, lastSeenAt: now - 3 * hour });
      return codesAt(facts({ memberships: [membership], session: old }));
    };
    for (const required of ['everyone', 'nobody'] as const)
      expect(codes(saved(ending, later(required)), end), required).to.deep.equal(['session_ended_by_rule']);
    // Its days of grace would have ended after the next policy took over.
    expect(codes(saved(ending, later('nobody')), now - minute)).to.deep.equal([]);
  });
});

describe('the policies that are kept behind the latest', () => {
  const at = (ago: number, document = {}) => policy({ ...everyone, ...document }, { savedAt: now - ago });
  const later = { activation: 'next_sign_in' } as const;
  const kept = (...policies: EnforcementPolicy[]) =>
    saved(...policies)
      .slice(1)
      .map(({ savedAt }) => (now - savedAt) / hour);

  it('are those that sessions may still be under, for as long as sessions live', () => {
    expect(kept(at(40 * day), at(31 * day, later), at(20 * day, later), at(0, later))).to.deep.equal([
      480, 744,
    ]);
    expect(kept(at(40 * day), at(29 * day, later), at(0, later))).to.deep.equal([696, 960]);
  });

  it('are those that limits of sessions count from, for as long as these are', () => {
    expect(kept(at(40 * day), at(25 * hour), at(0))).to.deep.equal([25]);
    expect(kept(at(40 * day), at(23 * hour), at(0))).to.deep.equal([23, 960]);
  });

  it('are none that were only announced', () => {
    const announced = at(hour, { activation: deadlineIn(day) });
    expect(kept(at(2 * day), announced, at(0))).to.deep.equal([48]);
  });
});
