import { Refusal, type RefusalCode, type RefusalDetail } from '../../refusal/refusal.ts';
import type { Form } from '../forms/form.ts';

/** A refusal about one field of a form, which is shown beside it. */
export class FieldRefused extends Error {
  readonly refusal: Refusal;
  readonly field: string;

  constructor(field: string, code: RefusalCode, detail: RefusalDetail = {}) {
    super(`${field}: ${code}`);
    this.refusal = new Refusal(code, detail);
    this.field = field;
  }
}

/** The value of a field without spaces around it. @throws FieldRefused `field_empty` */
export function filledIn(form: Form, field: string): string {
  const value = (form[field] ?? '').trim();
  if (value === '') throw new FieldRefused(field, 'field_empty');
  return value;
}

/** A secret: spaces count in it. @throws FieldRefused `field_empty` */
export function secretIn(form: Form, field: string): string {
  const value = form[field] ?? '';
  if (value === '') throw new FieldRefused(field, 'field_empty');
  return value;
}

/** Has a refusal of some codes shown beside a field. */
export async function about<Result>(
  fields: Readonly<Partial<Record<RefusalCode, string>>>,
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    const field = error instanceof Refusal ? fields[error.code] : undefined;
    if (!(error instanceof Refusal) || field === undefined) throw error;
    throw new FieldRefused(field, error.code, error.detail);
  }
}
