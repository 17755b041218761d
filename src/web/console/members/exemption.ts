import { shownReason } from '../../../documents/fields.ts';
import { daysLater, localInstant } from '../../../policy/time/local-instant.ts';
import type { Visit } from '../../areas/area-page.ts';
import { FieldRefused } from '../../areas/field-refused.ts';
import { momentsOf } from '../../words/moments.ts';

/** How long an exemption is suggested to last, in days. */
const suggestedDays = 14;

/** The fields of when an exemption ends, and why it is made. */
export interface ExemptionFields {
  readonly date: string;
  readonly time: string;
  readonly reason: string;
}

/** As they were typed, else what is suggested: 14 days, and no reason. */
export function exemptionFields({ form, now, language, administered }: Visit): ExemptionFields {
  const { timeZone } = administered().organization;
  const suggested = daysLater(now.getTime(), suggestedDays, timeZone);
  const { date } = momentsOf(language, timeZone, now.getTime()).fields(suggested);
  return {
    date: form.until_date ?? date,
    time: form.until_time ?? '00:00',
    reason: form.reason ?? '',
  };
}

/** Null where no date is typed: without an end. @throws FieldRefused where it is none, or does not lie ahead */
export function exemptUntil({ form, now, administered }: Visit): Date | null {
  const { until_date: date = '', until_time: time = '' } = form;
  if (date.trim() === '') return null;
  const until = localInstant(date.trim(), time.trim() || '00:00', administered().organization.timeZone);
  if (until === null || until <= now.getTime()) throw new FieldRefused('until_date', 'invalid_document');
  return new Date(until);
}

/** Undefined for none. @throws FieldRefused `name_not_allowed` */
export function reasonIn({ form }: Pick<Visit, 'form'>): string | undefined {
  const read = shownReason.safeParse((form.reason ?? '').trim());
  if (!read.success) throw new FieldRefused('reason', 'name_not_allowed');
  return read.data === '' ? undefined : read.data;
}
