import { expect } from 'chai';
import { failuresBeforeStop, lockAfterFailures } from '../../src/limits/failure-limit.ts';

const now = Date.UTC(2026, 10, 24);

describe('the limit of second-factor failures', () => {
  for (const [failures, seconds] of [
    [1, null],
    [4, null],
    [5, 30],
    [6, 60],
    [7, 120],
    [11, 1920],
    [12, 3600],
    [49, 3600],
  ] as const) {
    it(`locks for ${seconds ?? 'no'} s after ${failures} failures`, () => {
      expect(lockAfterFailures(failures, now)).to.equal(seconds === null ? null : now + seconds * 1000);
    });
  }

  it('stops for good at 50, half of what NIST allows', () => {
    expect(failuresBeforeStop).to.equal(50);
    for (const failures of [50, 51, 100_000]) expect(lockAfterFailures(failures, now)).to.equal('stopped');
  });
});
