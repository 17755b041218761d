import {
  type SealedKind,
  type SealedPlace,
  type SealedState,
  type SealingStore,
  sealedKinds,
} from '../sealing/sealing-store.ts';
import { secretPlace } from './authenticators/authenticators.ts';
import { metadataPlace } from './clients/client-rows.ts';
import { keyPlace } from './clients/signing-keys.ts';
import { SealBroken, type Sealer } from './database/sealing.ts';
import type { Sql } from './database/sql.ts';
import { sealedKeyPlace } from './people/sealed-keys.ts';

interface SealedColumn {
  readonly id: string;
  readonly column: string;
  readonly place: (id: string) => string;
}

/** Provider records live 30 days at the most; keep an old key that long in SECRET_KEYS. */
const columns: Readonly<Record<SealedKind, SealedColumn>> = {
  authenticators: { id: 'id', column: 'secret', place: secretPlace },
  clients: { id: 'client_id', column: 'metadata', place: metadataPlace },
  signing_keys: { id: 'kid', column: 'private_jwk', place: keyPlace },
  sealed_keys: { id: 'name', column: 'sealed', place: sealedKeyPlace },
};

interface Row {
  readonly id: string;
  readonly sealed: Buffer;
}

export function createSealingStore(sql: Sql, sealer: Sealer): SealingStore {
  const newest = Buffer.from(sealer.newestKey, 'hex');
  return {
    newestKey: sealer.newestKey,
    async states() {
      const states: SealedState[] = [];
      for (const kind of sealedKinds) {
        const [row] = await sql<Omit<SealedState, 'kind'>>(countIn(kind), [newest]);
        states.push({ kind, all: row?.all ?? 0, old: row?.old ?? 0 });
      }
      return states;
    },
    async sealAnew(after, limit) {
      const kind = after?.kind ?? sealedKinds[0];
      const rows = await sql<Row>(oldIn(kind), [after?.id ?? '', newest, limit]);
      const unreadable: string[] = [];
      let resealed = 0;
      for (const row of rows) {
        const anew = sealedAnew(sealer, row.sealed, columns[kind].place(row.id));
        if (anew === null) unreadable.push(columns[kind].place(row.id));
        else resealed += (await sql(replaceIn(kind), [row.id, row.sealed, anew])).length;
      }
      return { resealed, unreadable, next: nextAfter(kind, rows.length === limit ? rows.at(-1) : undefined) };
    },
  };
}

/** @param last of a batch after which there may be more of its kind */
function nextAfter(kind: SealedKind, last: Row | undefined): SealedPlace | null {
  if (last !== undefined) return { kind, id: last.id };
  const following = sealedKinds[sealedKinds.indexOf(kind) + 1];
  return following === undefined ? null : { kind: following, id: '' };
}

/** The header names the key (sealing.ts). */
function isOld(column: string, parameter: string): string {
  return `substring(${column} FROM 2 FOR 4) <> ${parameter}`;
}

function countIn(kind: SealedKind): string {
  const { column } = columns[kind];
  return `SELECT count(${column})::int AS all, count(*) FILTER (WHERE ${isOld(column, '$1')})::int AS old FROM ${kind}`;
}

function oldIn(kind: SealedKind): string {
  const { id, column } = columns[kind];
  return `SELECT ${id}::text AS id, ${column} AS sealed FROM ${kind}
    WHERE ${id}::text > $1 AND ${isOld(column, '$2')} ORDER BY ${id}::text LIMIT $3`;
}

/** No row where it was changed or removed in the meantime. */
function replaceIn(kind: SealedKind): string {
  const { id, column } = columns[kind];
  return `UPDATE ${kind} SET ${column} = $3 WHERE ${id}::text = $1 AND ${column} = $2 RETURNING 1`;
}

function sealedAnew(sealer: Sealer, sealed: Buffer, place: string): Buffer | null {
  try {
    return sealer.seal(sealer.open(sealed, place), place);
  } catch (error) {
    if (error instanceof SealBroken) return null;
    throw error;
  }
}
