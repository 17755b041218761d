import { expect } from 'chai';
import type { Facts, SessionFacts } from '../../src/policy/facts.ts';
import { judgeOperator, type OperatorJudgement } from '../../src/policy/operator-judgement.ts';
import {
  client,
  day,
  facts,
  member,
  minute,
  now,
  passkey,
  passwordAndRecovery,
  passwordAndTotp,
  session,
  totp,
  user,
} from './support/world.ts';

const enrolled = user({ factors: [totp], recoveryCodesLeft: 9 });
const provenAgo = (ago: number) => session({ proofs: { passwordAt: now - ago, totpAt: now - ago } });
const rested = (proofs: SessionFacts['proofs']) => session({ proofs });
const off = client({ environment: { name: 'staging', mfa: 'off', userInPilot: false } });

type Row = readonly [
  what: string,
  given: Partial<Facts>,
  looking: OperatorJudgement,
  changing: OperatorJudgement,
];

const rows: readonly Row[] = [
  ['an app, just now', { session: rested(passwordAndTotp) }, 'full', 'full'],
  ['an app, five minutes ago', { session: provenAgo(5 * minute) }, 'full', 'full'],
  ['an app, longer ago', { session: provenAgo(5 * minute + 1) }, 'full', 'insufficient'],
  ['a password alone, of somebody without a factor', { user: user() }, 'insufficient', 'insufficient'],
  ['a password alone', {}, 'insufficient', 'insufficient'],
  ['a password alone where MFA is off', { client: off }, 'insufficient', 'insufficient'],
  [
    'a remembered device',
    { session: session({ rememberedDevice: { provenAt: now - minute, sameAddress: true, factor: 'totp' } }) },
    'insufficient',
    'insufficient',
  ],
  ['a recovery code', { session: rested(passwordAndRecovery) }, 'recovery_code_only', 'recovery_code_only'],
  ['a passkey', { session: rested(passkey) }, 'full', 'full'],
  [
    'a session that is over',
    { session: session({ ...provenAgo(31 * day), openedAt: now - 31 * day }) },
    'not_signed_in',
    'not_signed_in',
  ],
  [
    'a deactivated account',
    { user: { ...enrolled, isDeactivated: true }, session: rested(passwordAndTotp) },
    'not_signed_in',
    'not_signed_in',
  ],
];

describe('ruling 34: an operator', () => {
  for (const [what, given, looking, changing] of rows)
    it(`with ${what}: to look ${looking}, to change ${changing}`, () => {
      const visit = { facts: facts({ user: enrolled, memberships: [member()], ...given }), isOperator: true };
      expect(judgeOperator({ ...visit, mfaMaxAgeSeconds: null }, now)).to.equal(looking);
      expect(judgeOperator({ ...visit, mfaMaxAgeSeconds: 300 }, now)).to.equal(changing);
    });

  it('is nobody without the mark, who is told nothing of what it takes', () => {
    for (const proofs of [passwordAndTotp, passwordAndRecovery, { passwordAt: now }]) {
      const visit = { facts: facts({ user: enrolled, session: rested(proofs) }), isOperator: false };
      expect(judgeOperator({ ...visit, mfaMaxAgeSeconds: null }, now)).to.equal('not_operator');
    }
  });
});
