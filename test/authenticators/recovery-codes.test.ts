import { expect } from 'chai';
import { createPasswordHasher } from '../../src/accounts/password-hashing.ts';
import {
  findRecoveryCode,
  hashRecoveryCode,
  hashRecoveryCodes,
  looksLikeRecoveryCode,
  newRecoveryCodeSalt,
  newRecoveryCodes,
  normalizeRecoveryCode,
} from '../../src/authenticators/recovery-codes.ts';

describe('recovery codes', () => {
  it('come as ten different codes of 80 bits, in groups and without spaces (A-17)', () => {
    const codes = newRecoveryCodes();
    expect(new Set(codes).size).to.equal(10);
    for (const code of codes) expect(code).to.match(/^([0-9a-hjkmnp-tv-z]{4}-){3}[0-9a-hjkmnp-tv-z]{4}$/);
  });

  it('use the whole alphabet', () => {
    const letters = new Set(Array.from({ length: 50 }, newRecoveryCodes).flat().join('').replaceAll('-', ''));
    expect(letters.size).to.equal(32);
  });

  for (const typed of [
    'abcd-efgh-jkmn-p0r1',
    'ABCD-EFGH-JKMN-P0R1',
    'abcdefghjkmnp0r1',
    ' abcd efgh jkmn p0r1 ',
    'abcd–efgh—jkmn‑p0r1',
    'abcd-efgh-jkmn-pori',
    'abcd-efgh-jkmn-pOrL',
  ]) {
    it(`are the same when typed as "${typed}"`, () => {
      expect(normalizeRecoveryCode(typed)).to.equal('abcdefghjkmnp0r1');
      expect(looksLikeRecoveryCode(typed)).to.equal(true);
    });
  }

  for (const typed of [
    '',
    '123456',
    '12345678',
    'abcd-efgh-jkmn',
    'abcd-efgh-jkmn-pqru',
    'abcd-efgh-jkmn-pqrs-t',
  ]) {
    it(`are not recognized in "${typed}"`, () => {
      expect(looksLikeRecoveryCode(typed)).to.equal(false);
    });
  }

  it('are found by one hash of what was typed, and only in their own set', async () => {
    const hasher = createPasswordHasher();
    const [first = '', second = ''] = newRecoveryCodes();
    const salt = newRecoveryCodeSalt();
    const stored = (await hashRecoveryCodes(hasher, [first, second], salt)).map((hash, id) => ({ id, hash }));
    const typed = await hashRecoveryCode(hasher, second.toUpperCase().replaceAll('-', ' '), salt);
    expect(typed).to.have.length(32);
    expect(findRecoveryCode(typed, stored)).to.have.property('id', 1);
    expect(findRecoveryCode(typed, stored.slice(0, 1))).to.equal(null);
    const elsewhere = await hashRecoveryCode(hasher, second, newRecoveryCodeSalt());
    expect(findRecoveryCode(elsewhere, stored)).to.equal(null);
  });
});
