import { expect } from 'chai';
import {
  equalPairs,
  type HashFactors,
  isWeaker,
  type LanedFactors,
  readHashFactors,
} from '../../src/passwords/hash-strength.ts';

/** Memory in KiB, passes, lanes. */
const factors = (memoryCost: number, timeCost: number, parallelism = 1): LanedFactors => ({
  memoryCost,
  timeCost,
  parallelism,
});

const spelled = ({ memoryCost, timeCost, parallelism }: LanedFactors) =>
  `m=${memoryCost},t=${timeCost},p=${parallelism}`;

/** Stored, new ones, and whether the stored one is weaker. */
const table: readonly (readonly [LanedFactors, HashFactors, boolean])[] = [
  // Less than a row, in memory or in passes.
  [factors(47_103, 1), factors(7168, 5), true],
  [factors(19_455, 2), factors(7168, 5), true],
  [factors(7168, 4), factors(7168, 5), true],
  [factors(7167, 5), factors(7168, 5), true],
  // Between two rows there is no credit for what is short of the next one.
  [factors(15_000, 2), factors(7168, 5), true],
  [factors(15_000, 3), factors(7168, 5), false],
  // Passes make up for memory only down to the least of the table.
  [factors(4096, 200), factors(7168, 5), true],
  [factors(7168, 6), factors(7168, 5), false],
  // More than a row.
  [factors(65_536, 1), factors(47_104, 1), false],
  [factors(19_456, 3), factors(19_456, 2), false],
  [factors(262_144, 4), factors(7168, 5), false],
  // Lanes share the memory, and a guesser works on them side by side.
  [factors(19_456, 2, 2), factors(7168, 5), true],
  [factors(38_912, 2, 2), factors(7168, 5), false],
  [factors(65_536, 3, 4), factors(7168, 5), false],
  [factors(65_536, 1, 4), factors(7168, 5), true],
  // New ones that are stronger than the table.
  [factors(7168, 5), factors(7168, 10), true],
  [factors(47_104, 1), factors(65_536, 1), true],
  [factors(65_536, 1), factors(65_536, 1), false],
  [factors(38_912, 2), factors(14_336, 5), false],
];

describe('how strong a hash is', () => {
  for (const [stored, fresh, expected] of table)
    it(`${spelled(stored)} is ${expected ? '' : 'not '}weaker than m=${fresh.memoryCost},t=${fresh.timeCost}`, () => {
      expect(isWeaker(stored, fresh)).to.equal(expected);
    });

  it('none of the equal pairs is weaker than another', () => {
    for (const one of equalPairs)
      for (const other of equalPairs)
        expect(isWeaker({ ...one, parallelism: 1 }, other), JSON.stringify([one, other])).to.equal(false);
  });

  it('of two settings at most one replaces what the other has made', () => {
    const settings = [...equalPairs, factors(65_536, 1), factors(7168, 7), factors(20_000, 2)];
    for (const one of settings)
      for (const other of settings)
        expect(
          isWeaker({ ...one, parallelism: 1 }, other) && isWeaker({ ...other, parallelism: 1 }, one),
          JSON.stringify([one, other]),
        ).to.equal(false);
  });

  it('a setting is read as hashes spell it', () => {
    expect(readHashFactors('argon2id m=7168,t=5,p=1')).to.deep.equal({ memoryCost: 7168, timeCost: 5 });
    expect(readHashFactors('argon2id m=47104,t=1,p=1')).to.deep.equal({ memoryCost: 47_104, timeCost: 1 });
    expect(readHashFactors('argon2id m=262144,t=4,p=1')).to.deep.equal({ memoryCost: 262_144, timeCost: 4 });
  });

  for (const text of [
    'argon2id m=7168,t=4,p=1',
    'argon2id m=19455,t=2,p=1',
    'argon2id m=1024,t=100,p=1',
    'argon2id m=262145,t=1,p=1',
    'argon2id m=262144,t=5,p=1',
    'argon2id m=7168,t=5,p=2',
    'argon2id m=7168,t=5',
    'argon2i m=7168,t=5,p=1',
    'm=7168,t=5,p=1',
    ' argon2id m=7168,t=5,p=1',
    'argon2id m=07168,t=5,p=1',
    '',
  ])
    it(`a setting is refused: "${text}"`, () => expect(readHashFactors(text)).to.equal(null));
});
