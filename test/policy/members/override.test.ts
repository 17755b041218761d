import { expect } from 'chai';
import { decide } from '../../../src/policy/decide.ts';
import type { Decision } from '../../../src/policy/decision.ts';
import type { Facts, MembershipFacts, SessionFacts } from '../../../src/policy/facts.ts';
import {
  codesOf,
  day,
  facts,
  hour,
  member,
  minute,
  now,
  passwordAndTotp,
  passwordNow,
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

describe('overrides and exemptions', () => {
  it('exempts until the exemption runs out, job or no job', () => {
    const exempt = member({ override: 'exempt', overrideSetAt: now - day, exemptUntil: now + hour });
    expect(stepOf(facts({ memberships: [exempt] }))).to.equal('continue');
    expect(stepOf(facts({ memberships: [{ ...exempt, exemptUntil: now }] }))).to.equal('enroll');
    expect(stepOf(facts({ memberships: [{ ...exempt, exemptUntil: null }] }))).to.equal('continue');
  });

  it('binds a session that outlives its exemption', () => {
    const lapsed = {
      ...under({ preset: 'all-at-once' }, { savedAt: now - 10 * day }),
      override: 'exempt' as const,
      exemptUntil: now - 1,
    };
    const old = session({ openedAt: now - 20 * day, lastSeenAt: now });
    expect(stepOf(facts({ memberships: [lapsed], session: old }))).to.equal('enroll');
  });

  it('chosen-people binds the chosen at sign-ins after the choice', () => {
    const chosen = {
      ...under({ preset: 'chosen-people' }),
      override: 'required' as const,
      overrideSetAt: now - hour,
    };
    const opened = (openedAt: number) =>
      stepOf(facts({ memberships: [chosen], session: session({ openedAt, lastSeenAt: now }) }));
    expect([opened(now - 2 * hour), opened(now - hour), opened(now)]).to.deep.equal([
      'continue',
      'enroll',
      'enroll',
    ]);
    expect(stepOf(facts({ memberships: [{ ...chosen, override: 'inherit' }] }))).to.equal('continue');
  });

  it('reset-driven ends the sessions of the chosen at once', () => {
    const chosen = {
      ...under({ preset: 'reset-driven' }),
      override: 'required' as const,
      overrideSetAt: now - hour,
    };
    const given = facts({
      memberships: [chosen],
      session: session({ openedAt: now - 2 * hour, lastSeenAt: now }),
    });
    expect(codesOf(decide(given, now))).to.deep.equal(['session_ended_by_rule']);
    expect(stepOf({ ...given, session: session() })).to.equal('enroll');
  });

  for (const override of ['required', 'inherit'] as const) {
    it(`ruling 19: enforcing one member again (${override}) ends the session of one who is not protected`, () => {
      const again = { ...under({ preset: 'all-at-once' }), override, overrideSetAt: now - minute };
      const before = session({ openedAt: now - hour, lastSeenAt: now, proofs: passwordAndTotp });
      const decision = decide(facts({ memberships: [again], session: before }), now);
      expect([decision.step, ...codesOf(decision)]).to.deep.equal(['sign_in', 'session_ended_by_rule']);
      expect(stepOf(facts({ memberships: [again], session: before, user: enrolled }))).to.equal('continue');
    });
  }

  it('ruling 19: without grace, and before a deadline of the others', () => {
    const waiting = under({ preset: 'by-midnight' }, { savedAt: now - hour });
    const again = { ...waiting, overrideSetAt: now, graceUntil: now + 9 * day };
    expect(stepOf(facts({ memberships: [{ ...again, override: 'required' }] }))).to.equal('enroll');
    expect(stepOf(facts({ memberships: [{ ...again, override: 'inherit' }] }))).to.equal('continue');
  });

  it('an override from before the policy leaves the activation to the policy', () => {
    const earlier = {
      ...under({ preset: 'by-midnight' }, { savedAt: now - hour }),
      override: 'required' as const,
    };
    expect(stepOf(facts({ memberships: [{ ...earlier, overrideSetAt: now - hour }] }))).to.equal('continue');
  });
});

describe('sessions of unprotected members', () => {
  const deadlinePassed = under({ preset: 'by-midnight' }, { savedAt: now - 18 * hour });
  const midnight = Date.parse('2026-12-07T00:00:00Z');
  const from = (openedAt: number, proofs: SessionFacts['proofs'] = passwordNow) =>
    session({ openedAt, lastSeenAt: now, proofs });
  const given = (over: Partial<Facts>) => facts({ memberships: [deadlinePassed], ...over });

  it('end at the deadline (T8), everywhere and at refresh', () => {
    for (const at of ['authorization', 'token'] as const) {
      const decision = decide(given({ at, session: from(midnight - hour) }), now);
      expect([decision.step, ...codesOf(decision)]).to.deep.equal(['sign_in', 'session_ended_by_rule']);
    }
  });

  it('live on for who was protected at the deadline (T9, T11)', () => {
    const early = user({ factors: [{ kind: 'totp', confirmedAt: midnight - minute }] });
    const proven = from(midnight - hour, { passwordAt: midnight - hour, totpAt: midnight - minute });
    expect(stepOf(given({ user: early, session: proven }))).to.equal('continue');
  });

  it('stay dead when their owner enrols after the deadline (ruling 6)', () => {
    const late = user({ factors: [{ kind: 'totp', confirmedAt: midnight + hour }] });
    expect(codesOf(decide(given({ user: late, session: from(midnight - hour) }), now))).to.include(
      'session_ended_by_rule',
    );
    expect(stepOf(given({ user: late, session: from(midnight + hour, passwordAndTotp) }))).to.equal(
      'continue',
    );
  });

  it('are kept under keep, and bound all the same', () => {
    const kept = under({ required: 'everyone', activation: 'immediately' }, { savedAt: now - hour });
    expect(stepOf(facts({ memberships: [kept], session: from(now - 2 * hour) }))).to.equal('enroll');
  });

  it('end at once under end_now, even where only later sign-ins are bound', () => {
    const policyNow = under(
      { required: 'everyone', activation: 'next_sign_in', sessions: 'end_now' },
      { savedAt: now - hour },
    );
    expect(
      codesOf(decide(facts({ memberships: [policyNow], session: from(now - 2 * hour) }), now)),
    ).to.deep.equal(['session_ended_by_rule']);
  });
});
