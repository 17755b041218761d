/** What every answer can write with four digits for the year (RFC 3339), and every column can hold. */
const [first, last] = [Date.UTC(1970, 0, 1), Date.UTC(10_000, 0, 1) - 1];

const shape = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:\d\d)$/;

/** What is wrong with a text that was to be an instant, in words. */
export type InstantProblem =
  | 'must be an instant with offset such as 2026-12-01T00:00:00+01:00'
  | 'must lie in the years 1970 to 9999';

/** An instant from outside, ISO 8601 with its offset, to the millisecond; else what is wrong with it. */
export function readInstant(text: string): Date | InstantProblem {
  const at = new Date(text);
  if (!shape.test(text) || !isCalendarDate(text.slice(0, 10)) || Number.isNaN(at.getTime()))
    return 'must be an instant with offset such as 2026-12-01T00:00:00+01:00';
  if (at.getTime() < first || at.getTime() > last) return 'must lie in the years 1970 to 9999';
  return at;
}

/** Whether there is such a day, as `YYYY-MM-DD`: `Date.parse` takes 31 February for 3 March. */
export function isCalendarDate(date: string): boolean {
  const parsed = Date.parse(`${date}T00:00:00Z`);
  return !Number.isNaN(parsed) && new Date(parsed).toISOString().startsWith(date);
}
