import type { Sealer } from './sealing.ts';
import type { Sql } from './sql.ts';
import { secretPlace } from './stores/authenticators.ts';
import { metadataPlace } from './stores/clients.ts';
import { keyPlace } from './stores/signing-keys.ts';

interface SealedColumn {
  readonly table: string;
  readonly id: string;
  readonly column: string;
  readonly place: (id: string) => string;
}

/** What is sealed for long. Provider records live 30 days at the most; keep an old key that long in SECRET_KEYS. */
const sealedColumns: readonly SealedColumn[] = [
  { table: 'authenticators', id: 'id', column: 'secret', place: secretPlace },
  { table: 'clients', id: 'client_id', column: 'metadata', place: metadataPlace },
  { table: 'signing_keys', id: 'kid', column: 'private_jwk', place: keyPlace },
];

const batchSize = 500;

/**
 * Seals everything long-lived under the newest key. May be stopped and run again, and runs beside a server: a row
 * that changes meanwhile keeps its newer value.
 * @returns how many values were sealed anew.
 */
export async function reseal(db: { readonly sql: Sql }, sealer: Sealer): Promise<number> {
  let count = 0;
  for (const column of sealedColumns) count += await resealColumn(db.sql, sealer, column);
  return count;
}

async function resealColumn(
  sql: Sql,
  sealer: Sealer,
  { table, id, column, place }: SealedColumn,
): Promise<number> {
  let [count, last] = [0, ''];
  for (;;) {
    const rows = await sql<{ id: string; sealed: Buffer }>(
      `SELECT ${id}::text AS id, ${column} AS sealed FROM ${table} WHERE ${id}::text > $1 ORDER BY ${id}::text LIMIT $2`,
      [last, batchSize],
    );
    for (const row of rows.filter(({ sealed }) => !sealer.isCurrent(sealed))) {
      const anew = sealer.seal(sealer.open(row.sealed, place(row.id)), place(row.id));
      await sql(`UPDATE ${table} SET ${column} = $3 WHERE ${id}::text = $1 AND ${column} = $2`, [
        row.id,
        row.sealed,
        anew,
      ]);
      count += 1;
    }
    const end = rows.at(-1);
    if (end === undefined) return count;
    last = end.id;
  }
}
