import { expect } from 'chai';
import { nextLocalMidnight } from '../../../src/policy/time/local-midnight.ts';

const table: readonly [string, string, string, string][] = [
  ['Europe/Brussels', 'on an ordinary day', '2026-12-07T12:00:00Z', '2026-12-07T23:00:00Z'],
  ['Europe/Brussels', 'on a 23 h day', '2026-03-28T23:30:00Z', '2026-03-29T22:00:00Z'],
  ['Europe/Brussels', 'on a 25 h day', '2026-10-24T22:30:00Z', '2026-10-25T23:00:00Z'],
  ['Europe/Brussels', 'a millisecond before', '2026-12-07T22:59:59.999Z', '2026-12-07T23:00:00Z'],
  ['Europe/Brussels', 'at midnight itself', '2026-12-07T23:00:00Z', '2026-12-08T23:00:00Z'],
  ['Africa/Cairo', 'when 00:00 is skipped', '2026-04-23T10:00:00Z', '2026-04-23T22:00:00Z'],
  ['Africa/Cairo', 'when 23:00 is repeated, first pass', '2026-10-29T20:30:00Z', '2026-10-29T22:00:00Z'],
  ['Africa/Cairo', 'when 23:00 is repeated, second pass', '2026-10-29T21:30:00Z', '2026-10-29T22:00:00Z'],
  ['America/Havana', 'when 00:00 is skipped', '2026-03-07T15:00:00Z', '2026-03-08T05:00:00Z'],
  ['America/Havana', 'when 00:00 is repeated', '2026-10-31T15:00:00Z', '2026-11-01T04:00:00Z'],
  ['America/Havana', 'between the two 00:00', '2026-11-01T04:30:00Z', '2026-11-02T05:00:00Z'],
  ['Atlantic/Azores', 'when 00:00 is skipped', '2026-03-28T15:00:00Z', '2026-03-29T01:00:00Z'],
  ['Atlantic/Azores', 'when 00:00 is repeated', '2026-10-24T15:00:00Z', '2026-10-25T00:00:00Z'],
  ['Atlantic/Azores', 'in the repeated hour', '2026-10-25T01:30:00Z', '2026-10-26T01:00:00Z'],
  [
    'America/St_Johns',
    'when the clock went back to the day before',
    '2010-11-07T02:45:00Z',
    '2010-11-07T03:30:00Z',
  ],
  ['Pacific/Apia', 'when a whole day was skipped', '2011-12-30T05:00:00Z', '2011-12-30T10:00:00Z'],
  ['UTC', 'at the end of a leap day', '2028-02-29T23:59:59Z', '2028-03-01T00:00:00Z'],
];

describe('ruling 16: midnight is the first instant of the next local date', () => {
  for (const [zone, when, from, expected] of table) {
    it(`in ${zone} ${when}`, () => {
      expect(new Date(nextLocalMidnight(Date.parse(from), zone)).toISOString()).to.equal(
        new Date(expected).toISOString(),
      );
    });
  }

  it('is always ahead, and never more than 25 hours, throughout a year', () => {
    for (const zone of ['Africa/Cairo', 'America/Havana', 'Atlantic/Azores', 'Australia/Lord_Howe']) {
      for (
        let at = Date.parse('2026-01-01T00:00:00Z');
        at < Date.parse('2027-01-01T00:00:00Z');
        at += 5_400_000
      ) {
        const waited = nextLocalMidnight(at, zone) - at;
        expect(waited, `${zone} ${new Date(at).toISOString()}`).to.be.within(1, 25 * 3_600_000);
      }
    }
  });
});
