import { expect } from 'chai';
import { isRecoveryCodeCheckDue } from '../../src/self-service/check-recovery-code.ts';

const now = Date.parse('2026-12-01T12:00:00Z');
const day = 86_400_000;

describe('a check of recovery codes', () => {
  const table: readonly [left: number, agoMs: number | null, everyDays: number | null, isDue: boolean][] = [
    [10, 180 * day, 180, true],
    [10, 180 * day - 1, 180, false],
    [1, 181 * day, 180, true],
    [10, null, 180, true],
    [10, null, null, false],
    [10, 1000 * day, null, false],
    [0, null, 180, false],
    [0, 1000 * day, 180, false],
  ];
  for (const [recoveryCodesLeft, agoMs, everyDays, isDue] of table)
    it(`of ${recoveryCodesLeft} at hand ${agoMs} ms ago is ${isDue ? '' : 'not '}due every ${everyDays} days`, () => {
      const recoveryCodesAtHandAt = agoMs === null ? null : new Date(now - agoMs);
      expect(isRecoveryCodeCheckDue({ recoveryCodesLeft, recoveryCodesAtHandAt }, everyDays, now)).to.equal(
        isDue,
      );
    });
});
