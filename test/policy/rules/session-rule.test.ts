import { expect } from 'chai';
import { decide } from '../../../src/policy/decide.ts';
import type { Facts, SessionFacts } from '../../../src/policy/facts.ts';
import {
  codesOf,
  day,
  facts,
  hour,
  member,
  monthAgo,
  now,
  passwordAndTotp,
  policy,
  session,
  totp,
  user,
} from '../support/world.ts';

const enrolled = user({ factors: [totp] });
const proven = (age: number, idle = 0, over: Partial<SessionFacts> = {}) =>
  session({ openedAt: now - age, lastSeenAt: now - idle, proofs: passwordAndTotp, ...over });
const days = (sessionMaxDays: number, required: 'everyone' | 'nobody' = 'everyone') =>
  member({
    organization: {
      policies: [
        policy(
          {
            required,
            activation: 'immediately',
            challenge: { session_max_days: sessionMaxDays },
          },
          { savedAt: monthAgo - 30 * day },
        ),
      ],
    },
  });

describe('sessions', () => {
  const plain = (over: Partial<Facts>) => facts(over);
  const mfa = (over: Partial<Facts>) => facts({ user: enrolled, memberships: [member()], ...over });
  const month = (over: Partial<Facts>) => facts({ user: enrolled, memberships: [days(30)], ...over });
  const limits: readonly [string, Facts, string[]][] = [
    ['29 days without MFA', plain({ session: proven(30 * day - 1, 20 * day) }), []],
    ['30 days without MFA (L7)', plain({ session: proven(30 * day) }), ['session_too_old']],
    ['just under 24 h with MFA', mfa({ session: proven(day - 1) }), []],
    ['24 h with MFA', mfa({ session: proven(day) }), ['session_too_old']],
    ['just under 1 h idle with MFA', mfa({ session: proven(5 * hour, hour - 1) }), []],
    ['1 h idle with MFA', mfa({ session: proven(5 * hour, hour) }), ['session_idle']],
    ['24 h with an own factor alone', facts({ user: enrolled, session: proven(day) }), ['session_too_old']],
    ['29 days idle where session_max_days is 30 (L6)', month({ session: proven(29 * day, 20 * day) }), []],
    ['30 days where session_max_days is 30 (L6)', month({ session: proven(30 * day) }), ['session_too_old']],
    ['7 days where it is 7', mfa({ memberships: [days(7)], session: proven(7 * day) }), ['session_too_old']],
    [
      '7 days where it is 7 and nobody has to have a factor (L7)',
      plain({ memberships: [days(7, 'nobody')], session: proven(7 * day) }),
      ['session_too_old'],
    ],
    [
      'just under 7 days where it is 7 and nobody has to, long idle (L7)',
      plain({ memberships: [days(7, 'nobody')], session: proven(7 * day - 1, 6 * day) }),
      [],
    ],
    [
      '7 days where it is 7, of somebody exempt',
      plain({ memberships: [{ ...days(7), override: 'exempt' }], session: proven(7 * day) }),
      ['session_too_old'],
    ],
    [
      '2 days where one of two organizations keeps to 24 h',
      mfa({
        memberships: [days(30), { ...member(), organization: { ...member().organization, id: 'other' } }],
        session: proven(2 * day),
      }),
      ['session_too_old'],
    ],
    [
      'an offline grant of 29 days (ruling 9)',
      mfa({ at: 'token', session: proven(29 * day, 9 * day, { offlineGrant: true }) }),
      [],
    ],
    [
      'an offline grant of 30 days (ruling 9)',
      mfa({ at: 'token', session: proven(30 * day, 0, { offlineGrant: true }) }),
      ['session_too_old'],
    ],
    [
      'an offline grant past session_max_days',
      mfa({ at: 'token', memberships: [days(7)], session: proven(7 * day, 0, { offlineGrant: true }) }),
      ['session_too_old'],
    ],
    ['another grant after 24 h', mfa({ at: 'token', session: proven(day) }), ['session_too_old']],
  ];
  for (const [name, given, codes] of limits) {
    it(`${codes.length === 0 ? 'live' : 'have ended'}: ${name}`, () => {
      const decision = decide(given, now);
      expect(decision.step).to.equal(codes.length === 0 ? 'continue' : 'sign_in');
      expect([...new Set(codesOf(decision))]).to.deep.equal(codes);
    });
  }

  it('of an older epoch are revoked, whatever they proved', () => {
    const decision = decide(facts({ user: user({ epoch: 2 }), session: proven(0) }), now);
    expect([decision.step, ...codesOf(decision)]).to.deep.equal(['sign_in', 'session_revoked']);
  });

  it('of a deactivated account are none, whatever they proved and whichever their epoch', () => {
    const closed = user({ factors: [totp], isDeactivated: true });
    const decision = decide(facts({ user: closed, session: proven(0) }), now);
    expect([decision.step, ...codesOf(decision)]).to.deep.equal(['sign_in', 'session_revoked']);
    expect(decide(facts({ user: enrolled, session: proven(0) }), now).step).to.equal('continue');
  });

  it('without a first factor are none', () => {
    for (const proofs of [{}, { totpAt: now }, { recoveryCodeAt: now }]) {
      expect(decide(facts({ session: session({ proofs }) }), now).step).to.equal('sign_in');
    }
  });

  it('that are missing lead to sign-in and tell nothing else', () => {
    const decision = decide(facts({ session: null, memberships: null, client: null }), now);
    expect(decision).to.deep.equal({ step: 'sign_in', reasons: [{ by: 'session', code: 'facts_missing' }] });
  });
});

describe('missing facts deny', () => {
  for (const part of ['client', 'memberships'] as const) {
    it(`${part}`, () => {
      const decision = decide(facts({ [part]: null }), now);
      expect([decision.step, ...codesOf(decision)]).to.deep.equal(['deny', 'facts_missing']);
    });
  }
});

describe('ruling 21: a password under 15 characters', () => {
  const short = user({ hasShortPassword: true });

  it('is replaced at the first sign-in for which MFA is not required', () => {
    const decision = decide(facts({ user: short }), now);
    expect([decision.step, ...codesOf(decision)]).to.deep.equal(['new_password', 'password_too_short']);
    expect(decide(facts({ user: short, memberships: [member({ override: 'exempt' })] }), now).step).to.equal(
      'new_password',
    );
  });

  it('is enough where MFA is required', () => {
    const given = facts({ user: { ...short, factors: [totp] }, session: proven(0) });
    expect(decide(given, now).step).to.equal('continue');
    expect(decide({ ...given, memberships: [member()] }, now).step).to.equal('continue');
    expect(decide(facts({ user: short, memberships: [member()] }), now).step).to.equal('enroll');
  });

  it('is no matter of a refresh', () => {
    expect(decide(facts({ at: 'token', user: short }), now).step).to.equal('continue');
  });
});
