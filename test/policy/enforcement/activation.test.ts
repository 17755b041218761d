import { expect } from 'chai';
import { decide } from '../../../src/policy/decide.ts';
import type { Decision } from '../../../src/policy/decision.ts';
import type { Facts, MembershipFacts, SessionFacts } from '../../../src/policy/facts.ts';
import { memberBinding } from '../../../src/policy/members/member-binding.ts';
import {
  codesOf,
  day,
  facts,
  hour,
  member,
  minute,
  monthAgo,
  now,
  passwordAndTotp,
  policy,
  session,
  totp,
  user,
} from '../support/world.ts';

const enrolled = user({ factors: [totp], recoveryCodesLeft: 8 });
const stepOf = (given: Facts, at = now): Decision['step'] => decide(given, at).step;

/** The membership under one policy, which is the only one. */
const under = (...saved: Parameters<typeof policy>): MembershipFacts =>
  member({ organization: { policies: [policy(...saved)] } });

describe('activation', () => {
  const before = session({ openedAt: now - hour, lastSeenAt: now });
  const activations: readonly [string, Parameters<typeof policy>, Partial<SessionFacts>, boolean][] = [
    [
      'immediately, session from before',
      [{ required: 'everyone', activation: 'immediately' }, { savedAt: now }],
      before,
      true,
    ],
    ['next_sign_in, session from before', [{ preset: 'all-at-once' }, { savedAt: now }], before, false],
    [
      'next_sign_in, a sign-in that finishes at the instant',
      [{ preset: 'all-at-once' }, { savedAt: now }],
      {},
      true,
    ],
    ['next_sign_in, session from after', [{ preset: 'all-at-once' }], before, true],
    ['when_compliant, session from before', [{ preset: 'everyone-ready' }, { savedAt: now }], before, true],
    ['a deadline to come', [{ preset: 'by-midnight' }, { savedAt: now }], {}, false],
    ['a deadline that has passed', [{ preset: 'by-midnight' }, { savedAt: now - 2 * day }], {}, true],
    ['nobody', [{ required: 'nobody', activation: 'immediately' }], {}, false],
  ];
  for (const at of ['authorization', 'token'] as const) {
    for (const [name, saved, over, binds] of activations) {
      it(`${binds ? 'binds' : 'does not bind'} at ${at}: ${name}`, () => {
        const given = facts({ at, memberships: [under(...saved)], session: session(over) });
        expect(stepOf(given)).to.equal(binds ? 'enroll' : 'continue');
      });
    }
  }

  it('a deadline binds from its very instant, whether or not a job has run', () => {
    const midnight = Date.parse('2026-12-08T00:00:00Z');
    const given = facts({ memberships: [under({ preset: 'by-midnight' }, { savedAt: now })] });
    const at = (instant: number) =>
      decide({ ...given, session: session({ openedAt: instant, lastSeenAt: instant }) }, instant).step;
    expect([at(midnight - 1), at(midnight)]).to.deep.equal(['continue', 'enroll']);
  });
});

describe('ruling 5: until a tightening takes effect the old policy binds', () => {
  const old = policy({ required: 'everyone', activation: 'immediately' });
  const withPolicies = (...policies: ReturnType<typeof policy>[]) =>
    facts({ memberships: [member({ organization: { policies } })], user: enrolled });

  it('the older policy binds while the newer waits for its deadline', () => {
    const newer = policy({ preset: 'by-midnight', minimum_acr: 3 }, { savedAt: now });
    const given = withPolicies(newer, old);
    expect(stepOf(given)).to.equal('challenge');
    expect(stepOf({ ...given, session: session({ proofs: passwordAndTotp }) })).to.equal('continue');
  });

  it('sessions from before a next_sign_in policy stay under the older one', () => {
    const newer = policy({ preset: 'all-at-once' }, { savedAt: now });
    const before = session({ openedAt: now - hour });
    expect(stepOf({ ...withPolicies(newer, old), session: before })).to.equal('challenge');
  });

  it('counts from the policy that took over, not from one that had been announced, nor one for later sign-ins', () => {
    const newer = policy({ required: 'everyone', activation: 'immediately' }, { savedAt: now - 30 * hour });
    const deadline = { deadline: new Date(now - hour).toISOString() };
    const announced = policy({ required: 'everyone', activation: deadline }, { savedAt: now - 10 * day });
    const later = policy({ preset: 'all-at-once' }, { savedAt: now - 40 * hour });
    for (const older of [announced, later]) {
      const bound = member({ organization: { policies: [newer, older] } });
      expect(memberBinding(bound, now - 3 * day, now).inForce?.requiredSince).to.equal(now - 30 * hour);
    }
  });

  it('the order in which the policies come does not matter', () => {
    const announced = policy({ preset: 'by-midnight' }, { savedAt: now });
    const off = policy({ required: 'nobody', activation: 'immediately' }, { savedAt: now });
    for (const newer of [announced, off]) {
      const [one, other] = [withPolicies(old, newer), withPolicies(newer, old)];
      for (const who of [user(), enrolled])
        expect(decide({ ...one, user: who }, now)).to.deep.equal(decide({ ...other, user: who }, now));
    }
    expect(stepOf({ ...withPolicies(old, off), user: user() })).to.equal('continue');
  });

  it('turning off is immediate', () => {
    for (const activation of ['immediately', 'next_sign_in', 'when_compliant'] as const) {
      const off = policy({ required: 'nobody', activation }, { savedAt: now });
      const given = { ...withPolicies(off, old), user: user() };
      expect(stepOf({ ...given, session: session({ openedAt: now - hour }) }), activation).to.equal(
        'continue',
      );
    }
  });

  it('turning off at a deadline keeps the old policy until then', () => {
    const off = policy({ required: 'nobody', activation: 'tonight' }, { savedAt: now });
    expect(stepOf(withPolicies(off, old))).to.equal('challenge');
  });
});

describe('ruling 10: joining counts as a new sign-in', () => {
  const joined = (over: Partial<MembershipFacts> = {}) =>
    facts({
      memberships: [{ ...under({ preset: 'all-at-once' }), joinedAt: now - hour, ...over }],
      session: session({ openedAt: now - 20 * day, lastSeenAt: now }),
    });

  it('an old session brings no token of an organization joined in it', () => {
    const veryOld = session({ openedAt: monthAgo + 1, lastSeenAt: now });
    const membership = {
      ...under({ preset: 'all-at-once' }, { savedAt: now - day }),
      joinedAt: now - minute,
    };
    expect(stepOf(facts({ memberships: [membership], session: veryOld }))).to.equal('enroll');
  });

  it('days of grace postpone it, to their very end', () => {
    expect(stepOf(joined({ graceUntil: now + 1 }))).to.equal('continue');
    expect(stepOf(joined({ graceUntil: now }))).to.equal('enroll');
  });

  it('days of grace are not for a member of whom MFA is required by name', () => {
    const waiting = { graceUntil: now + day } as const;
    expect(stepOf(joined(waiting))).to.equal('continue');
    expect(stepOf(joined({ ...waiting, override: 'required', overrideSetAt: null }))).to.equal('enroll');
    expect(
      stepOf(joined({ ...waiting, override: 'required', overrideSetAt: monthAgo - day })),
      'chosen before the policy was saved',
    ).to.equal('enroll');
  });

  it('a session of another organization is not ended by a deadline from before the user joined', () => {
    const deadline = under({ preset: 'by-midnight' }, { savedAt: now - 3 * day });
    const given = facts({
      memberships: [{ ...deadline, joinedAt: now - minute }],
      session: session({ openedAt: now - 4 * day, lastSeenAt: now }),
    });
    expect(codesOf(decide(given, now))).to.not.include('session_ended_by_rule');
  });
});
