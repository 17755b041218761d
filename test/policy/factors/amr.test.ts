import { expect } from 'chai';
import {
  amrOf,
  hasFirstFactor,
  levelOf,
  levelProvenAt,
  mfaAt,
  proofsToldBy,
  restsOnRecoveryCode,
} from '../../../src/policy/factors/amr.ts';
import type { Level, Proofs } from '../../../src/policy/facts.ts';

const key = (over = {}) => ({ at: 30, userVerified: false, hardwareBound: null, ...over });

const truth: readonly [string, Proofs, string, Level, number | null][] = [
  ['nothing', {}, '', 1, null],
  ['password', { passwordAt: 1 }, 'pwd', 1, null],
  ['password and TOTP', { passwordAt: 1, totpAt: 2 }, 'pwd otp mfa', 2, 2],
  ['password and recovery code', { passwordAt: 1, recoveryCodeAt: 3 }, 'pwd recovery mfa', 2, 3],
  ['passkey, user verified', { webauthn: key({ userVerified: true }) }, 'pop user mfa', 3, 30],
  [
    'verified hardware key',
    { webauthn: key({ userVerified: true, hardwareBound: true }) },
    'pop user mfa hwk',
    3,
    30,
  ],
  [
    'verified synced key',
    { webauthn: key({ userVerified: true, hardwareBound: false }) },
    'pop user mfa swk',
    3,
    30,
  ],
  ['password and key without verification', { passwordAt: 1, webauthn: key() }, 'pwd pop user mfa', 3, 30],
  ['key alone without verification', { webauthn: key() }, 'pop user', 1, null],
  ['hardware key alone', { webauthn: key({ hardwareBound: true }) }, 'pop user hwk', 1, null],
  ['TOTP alone', { totpAt: 2 }, 'otp', 1, null],
  ['TOTP and recovery code', { totpAt: 2, recoveryCodeAt: 3 }, 'otp recovery', 1, null],
  ['two possessions', { totpAt: 2, webauthn: key() }, 'otp pop user', 1, null],
  [
    'everything',
    { passwordAt: 1, totpAt: 2, recoveryCodeAt: 3, webauthn: key() },
    'pwd otp recovery pop user mfa',
    3,
    30,
  ],
];

describe('amr', () => {
  for (const [name, proofs, amr, level, at] of truth) {
    it(`says "${amr}", level ${level}, for ${name}`, () => {
      expect(amrOf(proofs).join(' ')).to.equal(amr);
      expect(levelOf(proofs)).to.equal(level);
      expect(mfaAt(proofs)).to.equal(at);
    });
  }

  for (const [name, proofs, amr] of truth)
    it(`of ${name} is told of by its own values, and by no others`, () => {
      const everything = { passwordAt: 1, totpAt: 2, recoveryCodeAt: 3, webauthn: key() };
      const { webauthn = key(), ...others } = proofs;
      const told = proofsToldBy(amr.split(' '), { ...everything, ...others, webauthn });
      expect(told).to.deep.equal(proofs);
      expect(proofsToldBy(amr.split(' '), {})).to.deep.equal({});
    });

  it('does not move the time of MFA when only the password is given again', () => {
    expect(mfaAt({ passwordAt: 99, totpAt: 2 })).to.equal(2);
  });

  it('does not refresh a phishing resistant proof by a later recovery code', () => {
    const proofs = { passwordAt: 1, webauthn: key(), recoveryCodeAt: 50 };
    expect(levelProvenAt(proofs, 3)).to.equal(30);
    expect(levelProvenAt(proofs, 2)).to.equal(50);
    expect(levelProvenAt({ passwordAt: 1 }, 2)).to.equal(null);
    expect(levelProvenAt(proofs, 1)).to.equal(null);
  });

  it('rests on a recovery code that is newer than every factor', () => {
    const rests = (proofs: Proofs) => restsOnRecoveryCode({ passwordAt: 1, ...proofs });
    expect(rests({ recoveryCodeAt: 50 })).to.equal(true);
    expect(rests({ recoveryCodeAt: 50, totpAt: 49 })).to.equal(true);
    expect(rests({ recoveryCodeAt: 50, webauthn: key() })).to.equal(true);
    expect(rests({ recoveryCodeAt: 50, totpAt: 49, webauthn: { ...key(), at: 51 } })).to.equal(false);
    expect(rests({ recoveryCodeAt: 50, totpAt: 50 })).to.equal(false);
    expect(rests({ totpAt: 50 })).to.equal(false);
  });

  it('takes neither a code nor a recovery code for a sign-in', () => {
    expect(hasFirstFactor({ totpAt: 1, recoveryCodeAt: 1 })).to.equal(false);
    expect(hasFirstFactor({ webauthn: key() })).to.equal(true);
    expect(hasFirstFactor({ passwordAt: 0 })).to.equal(true);
  });
});
