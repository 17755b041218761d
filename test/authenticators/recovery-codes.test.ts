import { randomBytes, randomUUID } from 'node:crypto';
import { expect } from 'chai';
import {
  findRecoveryCode,
  hashRecoveryCode,
  looksLikeRecoveryCode,
  newRecoveryCodes,
  normalizeRecoveryCode,
  typedRecoveryCode,
} from '../../src/authenticators/recovery-codes.ts';
import { createPasswordHasher, type PasswordHasher } from '../../src/passwords/password-hashing.ts';

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

  it('are found by the hash of what was typed, and only in their own set', () => {
    const [key, userId] = [randomBytes(32), randomUUID()];
    const [first = '', second = ''] = newRecoveryCodes();
    const stored = [first, second].map((code, id) => ({ id, hash: hashRecoveryCode(key, userId, code) }));
    const typed = hashRecoveryCode(key, userId, second.toUpperCase().replaceAll('-', ' '));
    expect(typed).to.have.length(32);
    expect(findRecoveryCode(typed, stored)).to.have.property('id', 1);
    expect(findRecoveryCode(typed, stored.slice(0, 1))).to.equal(null);
  });

  it('have another hash under another key, and as the code of another person', () => {
    const [key, userId] = [randomBytes(32), randomUUID()];
    const [code = ''] = newRecoveryCodes();
    const hash = hashRecoveryCode(key, userId, code).toString('hex');
    expect(hashRecoveryCode(key, userId, code).toString('hex')).to.equal(hash);
    expect(hashRecoveryCode(randomBytes(32), userId, code).toString('hex')).not.to.equal(hash);
    expect(hashRecoveryCode(key, randomUUID(), code).toString('hex')).not.to.equal(hash);
  });

  it('take no place in the hashing pool', async () => {
    const [recoveryCodeKey, userId] = [randomBytes(32), randomUUID()];
    const [code = '', other = ''] = newRecoveryCodes();
    const hasher = {
      derive: () => Promise.reject(new Error('a slow hash')),
    } as unknown as PasswordHasher;
    const unused = [{ id: 'a', salt: null, hash: hashRecoveryCode(recoveryCodeKey, userId, code) }];
    const deps = { recoveryCodeKey, hasher };
    expect(await typedRecoveryCode(deps, code, { userId, unused })).to.have.property('id', 'a');
    expect(await typedRecoveryCode(deps, other, { userId, unused })).to.equal(null);
    expect(await typedRecoveryCode(deps, code, { userId: randomUUID(), unused })).to.equal(null);
    expect(await typedRecoveryCode(deps, code, { userId, unused: [] })).to.equal(null);
  });

  it('of a set from before count by their slow hash, and by no other', async () => {
    const hasher = createPasswordHasher();
    const [recoveryCodeKey, userId] = [randomBytes(32), randomUUID()];
    const [first = '', second = '', other = ''] = newRecoveryCodes();
    const salt = randomBytes(16);
    const unused = await Promise.all(
      [first, second].map(async (code, id) => ({
        id,
        salt,
        hash: await hasher.derive(normalizeRecoveryCode(code), salt),
      })),
    );
    const deps = { recoveryCodeKey, hasher };
    expect(await typedRecoveryCode(deps, second.toUpperCase(), { userId, unused })).to.have.property('id', 1);
    expect(await typedRecoveryCode(deps, other, { userId, unused })).to.equal(null);
  });
});
