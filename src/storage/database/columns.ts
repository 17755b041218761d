import type { EntitySchemaColumnOptions } from 'typeorm';

/** An id of another table, whose row takes this one along when it goes. */
export function reference(name: string, target: string, constraint: string): EntitySchemaColumnOptions {
  return { type: 'uuid', name, foreignKey: { target, name: constraint, onDelete: 'CASCADE' } };
}

/** An instant to the millisecond, which is what a JavaScript Date holds. */
export function instant(name: string): EntitySchemaColumnOptions {
  return { type: 'timestamptz', precision: 3, name };
}
