import { expect } from 'chai';
import { awkwardnessOf } from '../../../src/policy/time/awkward-instant.ts';
import { localInstant } from '../../../src/policy/time/local-instant.ts';

const instant = (text: string) => Date.parse(text);

describe('a local time', () => {
  const cases: [date: string, time: string, zone: string, at: string][] = [
    ['2026-12-01', '00:00', 'Europe/Brussels', '2026-12-01T00:00:00+01:00'],
    ['2026-07-01', '09:30', 'Europe/Brussels', '2026-07-01T09:30:00+02:00'],
    // Skipped: 02:00 to 03:00.
    ['2026-03-29', '02:30', 'Europe/Brussels', '2026-03-29T03:30:00+02:00'],
    // Repeated: 02:00 to 03:00.
    ['2026-10-25', '02:30', 'Europe/Brussels', '2026-10-25T02:30:00+02:00'],
    // Midnight itself is skipped.
    ['2026-09-06', '00:00', 'America/Santiago', '2026-09-06T01:00:00-03:00'],
  ];
  for (const [date, time, zone, at] of cases)
    it(`ruling 16: ${date} ${time} in ${zone} is ${at}`, () => {
      expect(localInstant(date, time, zone)).to.equal(instant(at));
    });

  for (const [date, time] of [
    ['', '00:00'],
    ['2026-02-30', '00:00'],
    ['2026-12-01', '24:00'],
    ['2026-12-01', ''],
    ['1.12.2026', '00:00'],
  ] as const)
    it(`is none for ${date || 'no date'} ${time || 'and no time'}`, () => {
      expect(localInstant(date, time, 'UTC')).to.equal(null);
    });
});

describe('an instant at which something takes effect', () => {
  const zone = 'Europe/Brussels';
  const now = instant('2026-11-24T14:00:00+01:00');
  const cases: [at: string, awkward: readonly string[]][] = [
    ['2026-12-01T09:00:00+01:00', []],
    ['2026-12-01T00:00:00+01:00', ['night']],
    ['2026-12-01T05:59:00+01:00', ['night']],
    ['2026-12-01T06:00:00+01:00', []],
    ['2026-12-01T22:00:00+01:00', ['night']],
    ['2026-11-25T13:59:00+01:00', ['soon']],
    ['2026-11-25T14:00:00+01:00', []],
    ['2026-11-28T12:00:00+01:00', ['weekend']],
    ['2026-11-29T23:00:00+01:00', ['night', 'weekend']],
  ];
  for (const [at, awkward] of cases)
    it(`${at} is ${awkward.join(' and ') || 'in order'}`, () => {
      expect(awkwardnessOf(instant(at), zone, now)).to.deep.equal(awkward);
    });
});
