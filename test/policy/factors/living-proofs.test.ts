import { expect } from 'chai';
import * as fc from 'fast-check';
import { amrOf, levelOf } from '../../../src/policy/factors/amr.ts';
import { livingProofs, type Possessions } from '../../../src/policy/factors/living-proofs.ts';
import type { Proofs } from '../../../src/policy/facts.ts';

const app = { id: 'app', kind: 'totp' } as const;
const otherApp = { id: 'other-app', kind: 'totp' } as const;
const key = { id: 'key', kind: 'webauthn' } as const;
const having = (over: Partial<Possessions> = {}): Possessions => ({
  factors: [],
  usedRecoveryCodes: [],
  ...over,
});

const byApp = { totpAt: 2, totpId: app.id };
const byCode = { recoveryCodeAt: 3, recoveryCodeId: 'code' };
const byKey = {
  webauthn: { at: 4, authenticatorId: key.id, userVerified: true, hardwareBound: null },
};
const everything: Proofs = { passwordAt: 1, ...byApp, ...byCode, ...byKey };

const table: readonly [name: string, Proofs, Possessions, Proofs][] = [
  [
    'everything, while all of it is there',
    everything,
    having({ factors: [app, key], usedRecoveryCodes: ['code'] }),
    everything,
  ],
  ['everything, when nothing is left', everything, having(), { passwordAt: 1 }],
  ['a password, which has no authenticator', { passwordAt: 1 }, having(), { passwordAt: 1 }],
  ['an app', { passwordAt: 1, ...byApp }, having({ factors: [app] }), { passwordAt: 1, ...byApp }],
  ['an app that was removed', { passwordAt: 1, ...byApp }, having(), { passwordAt: 1 }],
  [
    'an app that was removed, another one is there',
    { passwordAt: 1, ...byApp },
    having({ factors: [otherApp, key] }),
    { passwordAt: 1 },
  ],
  ['an app, another one was removed', byApp, having({ factors: [app] }), byApp],
  ['an app that is not named, though one is there', { totpAt: 2 }, having({ factors: [app] }), {}],
  ['an app without an instant', { totpId: app.id }, having({ factors: [app] }), {}],
  ['an app under the id of a key', { totpAt: 2, totpId: key.id }, having({ factors: [key] }), {}],
  ['a key', byKey, having({ factors: [key] }), byKey],
  ['a key that was removed', { passwordAt: 1, ...byKey }, having({ factors: [app] }), { passwordAt: 1 }],
  [
    'a key that is not named',
    { webauthn: { at: 4, userVerified: true, hardwareBound: true } },
    having({ factors: [key] }),
    {},
  ],
  [
    'a key under the id of an app',
    { webauthn: { ...byKey.webauthn, authenticatorId: app.id } },
    having({ factors: [app] }),
    {},
  ],
  [
    'an app and a key that was removed',
    { passwordAt: 1, ...byApp, ...byKey },
    having({ factors: [app] }),
    { passwordAt: 1, ...byApp },
  ],
  ['a recovery code of the present set', byCode, having({ usedRecoveryCodes: ['older', 'code'] }), byCode],
  [
    'a recovery code of a set that was replaced',
    { passwordAt: 1, ...byCode },
    having({ factors: [app], usedRecoveryCodes: ['another'] }),
    { passwordAt: 1 },
  ],
  ['a recovery code that is not named', { recoveryCodeAt: 3 }, having({ usedRecoveryCodes: ['code'] }), {}],
];

const id = fc.constantFrom('a', 'b', 'c', 'd');
const factor = fc.record({ id, kind: fc.constantFrom('totp' as const, 'webauthn' as const) });
const possessions: fc.Arbitrary<Possessions> = fc.record({
  factors: fc.uniqueArray(factor, { selector: (each) => each.id }),
  usedRecoveryCodes: fc.uniqueArray(id),
});
const at = fc.integer({ min: 1, max: 9 });
const proofs: fc.Arbitrary<Proofs> = fc.record(
  {
    passwordAt: at,
    totpAt: at,
    totpId: id,
    recoveryCodeAt: at,
    recoveryCodeId: id,
    webauthn: fc.record(
      { at, authenticatorId: id, userVerified: fc.boolean(), hardwareBound: fc.constant(null) },
      { requiredKeys: ['at', 'userVerified', 'hardwareBound'] },
    ),
  },
  { requiredKeys: [] },
);

describe('ruling 24: a proof by', () => {
  for (const [name, proven, owned, living] of table)
    it(`${name}: ${amrOf(living).join(' ') || 'nothing'}`, () => {
      expect(livingProofs(proven, owned)).to.deep.equal(living);
    });
});

describe('ruling 24: the proofs that still live', () => {
  it('are among those that were given, and reach no more than they did', () =>
    fc.assert(
      fc.property(proofs, possessions, (given, owned) => {
        const living = livingProofs(given, owned);
        for (const [name, value] of Object.entries(living))
          expect(value).to.equal(given[name as keyof Proofs]);
        expect(levelOf(living)).to.be.at.most(levelOf(given));
      }),
    ));

  it('live without what was removed, and no removal brings one back', () =>
    fc.assert(
      fc.property(proofs, possessions, id, (given, owned, removed) => {
        const left = {
          factors: owned.factors.filter((each) => each.id !== removed),
          usedRecoveryCodes: owned.usedRecoveryCodes.filter((each) => each !== removed),
        };
        const [before, after] = [livingProofs(given, owned), livingProofs(given, left)];
        expect(after).to.deep.equal(livingProofs(before, left));
        const named = [after.totpId, after.recoveryCodeId, after.webauthn?.authenticatorId];
        expect(named).not.to.include(removed);
      }),
    ));
});
