import type { EntitySchemaColumnOptions } from 'typeorm';

/** An instant to the millisecond, which is what a JavaScript Date holds. */
export function instant(name: string): EntitySchemaColumnOptions {
  return { type: 'timestamptz', precision: 3, name };
}
