import { expect } from 'chai';
import { areProofs, areSuppressions } from '../../src/people/stored-session.ts';

const webauthn = { at: 1, authenticatorId: 'k', userVerified: true, hardwareBound: null };
const all = { passwordAt: 1, totpAt: 1, totpId: 't', recoveryCodeAt: 1, recoveryCodeId: 'r', webauthn };

describe('what a session stores of proofs', () => {
  it('is read as it was written, each proof alone and all of them', () => {
    for (const proofs of [{}, all, ...Object.entries(all).map(([name, value]) => ({ [name]: value }))])
      expect(areProofs(proofs), JSON.stringify(proofs)).to.equal(true);
    expect(
      areProofs({ webauthn: { ...webauthn, authenticatorId: undefined, hardwareBound: true } }),
    ).to.equal(true);
  });

  it('proves nothing where one of them is anything else', () => {
    for (const [name, value] of Object.entries(all)) {
      const other = typeof value === 'number' ? String(value) : 7;
      expect(areProofs({ ...all, [name]: other }), name).to.equal(false);
    }
    for (const name of Object.keys(webauthn))
      expect(areProofs({ webauthn: { ...webauthn, [name]: [] } }), `webauthn.${name}`).to.equal(false);
    for (const value of [null, [], 'x', 7]) expect(areProofs(value), JSON.stringify(value)).to.equal(false);
  });

  it('holds skipped prompts by organization, until an instant', () => {
    expect([{}, { o: 1 }].map(areSuppressions)).to.deep.equal([true, true]);
    expect([null, [1], { o: '1' }, { o: null }, 'o'].map(areSuppressions)).to.deep.equal(
      Array(5).fill(false),
    );
  });
});
