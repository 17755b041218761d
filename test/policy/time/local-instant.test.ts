import { expect } from 'chai';
import { daysLater, localInstant } from '../../../src/policy/time/local-instant.ts';

describe('a date and a time as they are typed', () => {
  it('are an instant of their zone', () => {
    expect(localInstant('2026-12-01', '00:00', 'Europe/Brussels')).to.equal(
      Date.parse('2026-12-01T00:00:00+01:00'),
    );
    expect(localInstant('2026-07-01', '09:30', 'Europe/Brussels')).to.equal(
      Date.parse('2026-07-01T09:30:00+02:00'),
    );
  });

  it('that a clock skips are that much later, and those that it repeats the first of them', () => {
    expect(localInstant('2026-03-29', '02:30', 'Europe/Brussels')).to.equal(
      Date.parse('2026-03-29T01:30:00Z'),
    );
    expect(localInstant('2026-10-25', '02:30', 'Europe/Brussels')).to.equal(
      Date.parse('2026-10-25T00:30:00Z'),
    );
  });

  it('are nothing where they are no date and no time', () => {
    for (const [date, time] of [
      ['2026-02-30', '00:00'],
      ['2026-13-01', '00:00'],
      ['1 Dec', '00:00'],
      ['2026-12-01', '24:00'],
      ['2026-12-01', ''],
    ] as const)
      expect(localInstant(date, time, 'UTC'), `${date} ${time}`).to.equal(null);
  });

  it('stay the same time of day some days later, whatever the clock does between', () => {
    const before = Date.parse('2026-03-28T12:00:00+01:00');
    expect(daysLater(before, 2, 'Europe/Brussels')).to.equal(Date.parse('2026-03-30T12:00:00+02:00'));
  });
});
