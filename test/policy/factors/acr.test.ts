import { expect } from 'chai';
import {
  acrOfLevel,
  acrToState,
  levelOfAcr,
  levelsOfAcr,
  supportedAcrValues,
} from '../../../src/policy/factors/acr.ts';
import type { Level } from '../../../src/policy/facts.ts';

const aliases = { phr: 3, 'https://refeds.org/profile/mfa': 2 } as const;
const [one, two, three] = [acrOfLevel(1), acrOfLevel(2), acrOfLevel(3)];

describe('acr', () => {
  const stated: readonly [readonly string[], Level, string][] = [
    [[], 1, one],
    [[], 3, three],
    [[two], 1, one],
    [[two], 2, two],
    [[two], 3, two],
    [[one, two], 3, two],
    [[three, two], 2, two],
    [['phr'], 3, 'phr'],
    [['phr'], 2, two],
    [['https://refeds.org/profile/mfa', two], 2, 'https://refeds.org/profile/mfa'],
    [[two, 'https://refeds.org/profile/mfa'], 2, two],
    [['unheard-of'], 2, two],
    [['unheard-of', one], 2, one],
  ];
  for (const [requested, level, acr] of stated) {
    it(`states ${acr} at level ${level} when [${requested.join(' ')}] was requested`, () => {
      expect(acrToState(requested, level, aliases)).to.equal(acr);
    });
  }

  it('knows the names of the product and those of the configuration, and no others', () => {
    expect(levelOfAcr('urn:countersign:acr:2')).to.equal(2);
    expect(levelOfAcr('phr', aliases)).to.equal(3);
    for (const name of [
      '',
      'phr',
      'urn:countersign:acr:4',
      'urn:countersign:acr:',
      'constructor',
      '__proto__',
    ]) {
      expect(levelOfAcr(name), name).to.equal(null);
    }
    expect(levelsOfAcr(['phr', 'nonsense', one], aliases)).to.deep.equal([3, 1]);
    expect(supportedAcrValues(aliases)).to.deep.equal([one, two, three, ...Object.keys(aliases)]);
  });
});
