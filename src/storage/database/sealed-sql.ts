import type { Sealer } from './sealing.ts';
import type { Sql } from './sql.ts';

/** Statements, and what seals and opens the values that they keep sealed. */
export interface SealedSql {
  readonly sql: Sql;
  readonly sealer: Sealer;
}
