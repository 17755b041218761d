import { expect } from 'chai';
import { keySetAt } from '../../src/provider/keys/keys.ts';
import {
  type SigningAlgorithm,
  type SigningKey,
  signingAlgorithms,
} from '../../src/provider/keys/signing-key.ts';

const now = new Date('2026-11-24T12:00:00Z');
const at = (seconds: number) => new Date(now.getTime() + seconds * 1000);

/** A key of each algorithm, `kid` = name and algorithm. */
function keys(name: string, signsFrom: number, retiresAt: number | null = null): SigningKey[] {
  return signingAlgorithms.map((algorithm) => ({
    kid: `${name} ${algorithm}`,
    algorithm,
    privateJwk: {},
    createdAt: at(signsFrom),
    signsFrom: at(signsFrom),
    retiresAt: retiresAt === null ? null : at(retiresAt),
  }));
}

/** Names of the published keys of one algorithm; the first one signs. */
function published(stored: readonly SigningKey[], algorithm: SigningAlgorithm = 'ES256'): string[] {
  return keySetAt(stored, now)
    .keys.filter(({ alg }) => alg === algorithm)
    .map(({ kid }) => String(kid).split(' ')[0] ?? '');
}

describe('the key set', () => {
  for (const [name, stored, expected] of [
    ['a single key', keys('one', -10), ['one']],
    ['the newest that may sign', [...keys('old', -100), ...keys('new', -10)], ['new', 'old']],
    [
      'the present one while the next is published',
      [...keys('old', -10, 90), ...keys('next', 10)],
      ['old', 'next'],
    ],
    ['the one that has not retired', [...keys('old', -100, -1), ...keys('new', -10)], ['new']],
    [
      'the first that will be due, where the clock is behind',
      [...keys('later', 20), ...keys('soon', 10)],
      ['soon', 'later'],
    ],
  ] as const) {
    it(`signs with ${name}`, () => {
      for (const algorithm of signingAlgorithms) expect(published(stored, algorithm)).to.deep.equal(expected);
    });
  }

  it('is refused when an algorithm has no key left', () => {
    const [first] = keys('one', -10);
    expect(() => keySetAt(first === undefined ? [] : [first], now)).to.throw('no signing key');
    expect(() => keySetAt(keys('old', -100, -1), now)).to.throw('no signing key');
  });
});
