import { secretPlace } from './authenticators/authenticators.ts';
import { metadataPlace } from './clients/clients.ts';
import { keyPlace } from './clients/signing-keys.ts';
import { SealBroken, type Sealer } from './database/sealing.ts';
import type { Sql } from './database/sql.ts';
import { sealedKeyPlace } from './people/sealed-keys.ts';

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
  { table: 'sealed_keys', id: 'name', column: 'sealed', place: sealedKeyPlace },
];

const batchSize = 500;

export interface ResealResult {
  /** How many values were sealed anew. */
  readonly resealed: number;
  /** Places of values that no configured key opens, e.g. `authenticators.secret:<id>`; they stay as they are. */
  readonly unreadable: readonly string[];
}

/**
 * Seals everything long-lived under the newest key. May be stopped and run again, and runs beside a server: a row
 * that changes meanwhile keeps its newer value. One damaged value does not keep the others under the old key.
 */
export async function reseal(db: { readonly sql: Sql }, sealer: Sealer): Promise<ResealResult> {
  const results: ResealResult[] = [];
  for (const column of sealedColumns) results.push(await resealColumn(db.sql, sealer, column));
  return {
    resealed: results.reduce((sum, { resealed }) => sum + resealed, 0),
    unreadable: results.flatMap(({ unreadable }) => unreadable),
  };
}

async function resealColumn(sql: Sql, sealer: Sealer, sealedColumn: SealedColumn): Promise<ResealResult> {
  const { table, id, column, place } = sealedColumn;
  const unreadable: string[] = [];
  let [resealed, last] = [0, ''];
  for (;;) {
    const rows = await sql<{ id: string; sealed: Buffer }>(
      `SELECT ${id}::text AS id, ${column} AS sealed FROM ${table} WHERE ${id}::text > $1 AND ${column} IS NOT NULL ORDER BY ${id}::text LIMIT $2`,
      [last, batchSize],
    );
    for (const row of rows.filter(({ sealed }) => !sealer.isCurrent(sealed))) {
      const anew = sealedAnew(sealer, row.sealed, place(row.id));
      if (anew === null) unreadable.push(place(row.id));
      else resealed += await replace(sql, sealedColumn, { ...row, anew });
    }
    const end = rows.at(-1);
    if (end === undefined) return { resealed, unreadable };
    last = end.id;
  }
}

function sealedAnew(sealer: Sealer, sealed: Buffer, place: string): Buffer | null {
  try {
    return sealer.seal(sealer.open(sealed, place), place);
  } catch (error) {
    if (error instanceof SealBroken) return null;
    throw error;
  }
}

/** @returns 1, or 0 when the row was changed or removed in the meantime. */
async function replace(
  sql: Sql,
  { table, id, column }: SealedColumn,
  row: { readonly id: string; readonly sealed: Buffer; readonly anew: Buffer },
): Promise<number> {
  const rows = await sql(
    `UPDATE ${table} SET ${column} = $3 WHERE ${id}::text = $1 AND ${column} = $2 RETURNING 1`,
    [row.id, row.sealed, row.anew],
  );
  return rows.length;
}
