import type { EntitySchema, EntitySchemaColumnOptions } from 'typeorm';
import { unavailable } from './failures.ts';

/**
 * For rows that come as JSON, where a column that is gone would read like one that is empty: a person without a name
 * would do no harm, one who was never suspended would.
 * @returns the check of a row; it throws Refusal `storage_unavailable` where a column is missing
 */
export function hasAllColumns<Row>({ options }: EntitySchema<Row>): (row: object) => void {
  const columns: readonly [string, EntitySchemaColumnOptions | undefined][] = Object.entries(options.columns);
  const names = columns.map(([property, column]) => column?.name ?? property);
  return (row) => {
    const missing = names.filter((name) => !(name in row));
    if (missing.length > 0) throw unavailable(`rows of ${options.name} have no ${missing.join(', no ')}`);
  };
}
