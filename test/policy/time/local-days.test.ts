import { expect } from 'chai';
import { lastLocalDays, localDay } from '../../../src/policy/time/local-days.ts';

const hourMs = 3_600_000;

/** Hours of each local date in the list. */
function lengths(now: string, timeZone: string, count: number): (readonly [string, number])[] {
  const days = lastLocalDays(Date.parse(now), timeZone, count + 1);
  return days
    .slice(1)
    .map(({ date, endsAt }, index) => [date, (endsAt - (days[index]?.endsAt ?? 0)) / hourMs]);
}

describe('the last local days', () => {
  it('M11: end with today, in the time zone of the organization', () => {
    const now = Date.parse('2026-12-01T23:30:00Z');
    const dates = (zone: string) => lastLocalDays(now, zone, 2).map(({ date }) => date);
    expect(dates('UTC')).to.deep.equal(['2026-11-30', '2026-12-01']);
    expect(dates('Europe/Brussels')).to.deep.equal(['2026-12-01', '2026-12-02']);
    expect(dates('America/New_York')).to.deep.equal(['2026-11-30', '2026-12-01']);
  });

  it('ruling 16: are as long as the clocks make them', () => {
    expect(lengths('2027-03-29T10:00:00Z', 'Europe/Brussels', 3)).to.deep.equal([
      ['2027-03-27', 24],
      ['2027-03-28', 23],
      ['2027-03-29', 24],
    ]);
    expect(lengths('2027-11-08T00:30:00-05:00', 'America/Havana', 2)).to.deep.equal([
      ['2027-11-07', 25],
      ['2027-11-08', 24],
    ]);
  });
});

describe('one local date', () => {
  it('begins and ends with the first instants of it and the next one, also where clocks change', () => {
    const day = localDay('2026-10-25', 'Europe/Brussels');
    expect(day && (day.endsAt - day.startsAt) / 3_600_000).to.equal(25);
    expect(localDay('2026-12-01', 'Asia/Tokyo')?.startsAt).to.equal(Date.parse('2026-11-30T15:00:00Z'));
  });

  it('is none where there is no such date', () => {
    for (const text of ['', '2026-13-01', '2026-02-30', '1.12.2026', '2026-12-01T00:00'])
      expect(localDay(text, 'UTC'), text).to.equal(null);
  });
});
