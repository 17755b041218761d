import { expect } from 'chai';
import { decide } from '../../../src/policy/decide.ts';
import type { Facts, Level } from '../../../src/policy/facts.ts';
import { client, facts, key, member, minute, now, session, totp, user } from '../support/world.ts';

const people = {
  nobody: user(),
  totp: user({ factors: [totp], recoveryCodesLeft: 3 }),
  both: user({ factors: [totp, key], recoveryCodesLeft: 3 }),
};

describe('what a client demands', () => {
  const needs = (requireLevel: Level | null, requireMfaMaxAgeSeconds: number | null = null) =>
    client({ requireLevel, requireMfaMaxAgeSeconds });
  const proven = session({
    openedAt: now - 10 * minute,
    proofs: { passwordAt: now, totpAt: now - 10 * minute },
  });
  const table: readonly [string, Partial<Facts>, string][] = [
    ['level 1', { client: needs(1) }, 'continue'],
    ['level 2 of a person without a factor', { client: needs(2) }, 'enroll'],
    ['level 3 where only TOTP can be enrolled', { client: needs(3), enrollable: ['totp'] }, 'unmet'],
    ['level 2, proven', { client: needs(2), user: people.totp, session: proven }, 'continue'],
    ['MFA within 10 minutes', { client: needs(2, 600), user: people.totp, session: proven }, 'continue'],
    ['MFA within 5 minutes', { client: needs(2, 300), user: people.totp, session: proven }, 'challenge'],
    ['an age alone, which means MFA', { client: needs(null, 300) }, 'enroll'],
    [
      'an age at refresh',
      { at: 'token', client: needs(2, 300), user: people.totp, session: proven },
      'continue',
    ],
    ['level 2 at refresh', { at: 'token', client: needs(2) }, 'enroll'],
  ];
  for (const [name, over, step] of table) {
    it(`${name}: ${step}`, () => expect(decide(facts(over), now).step).to.equal(step));
  }

  it('an extension names itself and can only tighten', () => {
    const extensions = [{ name: 'risk', level: 2 as const, mfaMaxAgeSeconds: null }];
    const decision = decide(facts({ extensions }), now);
    expect(decision).to.have.deep.property('reasons', [
      { by: 'extension', code: 'level_required', extension: 'risk', level: 2 },
    ]);
    const harmless = [{ name: 'risk', level: 1 as const, mfaMaxAgeSeconds: null }];
    expect(decide(facts({ extensions: harmless, memberships: [member()] }), now).step).to.equal('enroll');
  });
});
