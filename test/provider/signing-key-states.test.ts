import { expect } from 'chai';
import { type SigningKey, signingKeyState } from '../../src/provider/keys/signing-key.ts';

const at = (hours: number) => new Date(Date.UTC(2026, 10, 1, hours));

const key = (
  kid: string,
  from: number,
  until: number | null,
  algorithm: SigningKey['algorithm'] = 'ES256',
) => ({
  kid,
  algorithm,
  privateJwk: {},
  createdAt: at(from - 1),
  signsFrom: at(from),
  retiresAt: until === null ? null : at(until),
});

describe('the state of a signing key', () => {
  // The second takes over at 10, the first is published until 34; the third is of another algorithm.
  const keys = [key('one', 0, 34), key('two', 10, null), key('three', 5, null, 'RS256')];
  const statesAt = (hours: number) => keys.map((each) => signingKeyState(each, keys, at(hours)));

  const table: readonly (readonly [hours: number, states: readonly string[]])[] = [
    [9, ['signing', 'upcoming', 'signing']],
    [10, ['retiring', 'signing', 'signing']],
    [33, ['retiring', 'signing', 'signing']],
    [34, ['retired', 'signing', 'signing']],
    [4, ['signing', 'upcoming', 'upcoming']],
  ];

  for (const [hours, states] of table)
    it(`is ${states.join(', ')} after ${hours} hours`, () => {
      expect(statesAt(hours)).to.deep.equal(states);
    });

  it('is signing again where the one that followed is gone', () => {
    const leaked = [key('one', 0, 50), key('two', 10, 20)];
    expect(leaked.map((each) => signingKeyState(each, leaked, at(21)))).to.deep.equal(['signing', 'retired']);
  });
});
