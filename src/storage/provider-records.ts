import type { IssuedRecord, Payload, ProviderRecords } from '../provider/library/provider-records.ts';
import type { Clock } from '../time/clock.ts';
import {
  insertRecords,
  payloadPlace,
  recordValues,
  removalOf,
  writeRecords,
} from './database/record-writes.ts';
import { hashId, type Sealer } from './database/sealing.ts';
import type { Sql } from './database/sql.ts';
import { openSuccessor } from './database/successors.ts';

interface Row {
  readonly model: string;
  readonly id_hash: Buffer;
  readonly payload: Buffer;
  readonly consumed_at: Date | null;
}

const select = (column: string) => `SELECT model, id_hash, payload, consumed_at FROM provider_records
  WHERE ${column} = $1 AND model = $2 LIMIT 1`;

/** Made once: the text of a statement is what it is recognized by. */
const selects = {
  id_hash: select('id_hash'),
  uid_hash: select('uid_hash'),
  user_code_hash: select('user_code_hash'),
};

const selectIssued = `WITH issued AS (
    SELECT model, id_hash, payload, consumed_at, grant_id_hash, uid_hash FROM provider_records
    WHERE id_hash = $1 AND model = $2)
  SELECT model, id_hash, payload, consumed_at FROM issued
  UNION ALL SELECT g.model, g.id_hash, g.payload, g.consumed_at FROM issued
    JOIN provider_records g ON g.id_hash = issued.grant_id_hash AND g.model = 'Grant'
  UNION ALL SELECT s.model, s.id_hash, s.payload, s.consumed_at FROM issued
    JOIN provider_records s ON s.uid_hash = issued.uid_hash AND s.model = 'Session'`;

const selectSuccessor = `SELECT successor FROM provider_records WHERE id_hash = $1 AND model = $2
  AND successor IS NOT NULL AND consumed_at > now() - $3::int * interval '1 second'`;

const removeIssued = removalOf('(grant_id_hash, model) IN (SELECT * FROM unnest($1::bytea[], $2::text[]))');

const grantOf = '(SELECT grant_id_hash FROM provider_records WHERE id_hash = $1 AND model = $2)';

const removeFamily = `${removalOf(`grant_id_hash = ${grantOf} OR (model = 'Grant' AND id_hash = ${grantOf})`)}
  RETURNING r.model, r.id_hash, r.payload, r.consumed_at`;

const saveOnceOnly = `${insertRecords(1)} WHERE provider_records.expires_at <= $10 RETURNING 1`;

/**
 * The provider's artefacts in one table. Ids are bearer secrets, so only their SHA-256 is kept; payloads repeat the id
 * and may hold a session cookie or a device code, so they are sealed whole. A row that does not open counts as absent.
 */
export function createProviderRecords(sql: Sql, sealer: Sealer, clock: Clock): ProviderRecords {
  const sealed = { sql, sealer };
  const first = async (column: keyof typeof selects, value: string, model: string) => {
    const [row] = await sql<Row>(selects[column], [hashId(value), model]);
    return row && openRow(sealer, row);
  };

  return {
    write: (changes) => writeRecords(sealed, changes, clock()),
    async save(record) {
      await writeRecords(sealed, [record], clock());
    },
    async saveOnce(record) {
      const row = recordValues(sealer, clock(), record);
      return (await sql(saveOnceOnly, [...row, clock()])).length === 1;
    },
    find: (model, id) => first('id_hash', id, model),
    async findIssued(model, id): Promise<IssuedRecord> {
      const rows = await sql<Row>(selectIssued, [hashId(id), model]);
      const one = (wanted: string) => {
        const row = rows.find((each) => each.model === wanted);
        return row && openRow(sealer, row);
      };
      return { payload: one(model), grant: one('Grant'), session: one('Session') };
    },
    findByUid: (model, uid) => first('uid_hash', uid, model),
    findByUserCode: (model, code) => first('user_code_hash', code, model),
    async consume(model, id) {
      const rows = await sql(
        `UPDATE provider_records SET consumed_at = now()
         WHERE id_hash = $1 AND model = $2 AND consumed_at IS NULL RETURNING 1`,
        [hashId(id), model],
      );
      return rows.length === 1;
    },
    async successorOf(model, id, seconds) {
      const [row] = await sql<{ successor: Buffer }>(selectSuccessor, [hashId(id), model, seconds]);
      return row && openSuccessor(sealer, id, row.successor);
    },
    async remove(model, id) {
      await writeRecords(sealed, [{ model, id, payload: null }], clock());
    },
    async removeByUid(model, uid) {
      await sql('DELETE FROM provider_records WHERE uid_hash = $1 AND model = $2', [hashId(uid), model]);
    },
    async removeByGrants(issued) {
      await sql(removeIssued, [
        issued.map(({ grantId }) => hashId(grantId)),
        issued.map(({ model }) => model),
      ]);
    },
    async removeFamily(model, id) {
      const rows = await sql<Row>(removeFamily, [hashId(id), model]);
      const row = rows.find((each) => each.model === model && each.id_hash.equals(hashId(id)));
      return row && openRow(sealer, row);
    },
  };
}

function openRow(sealer: Sealer, row: Row): Payload | undefined {
  try {
    const payload: Payload = JSON.parse(
      sealer.open(row.payload, payloadPlace(row.model, row.id_hash)).toString('utf8'),
    );
    return row.consumed_at === null
      ? payload
      : { ...payload, consumed: Math.floor(row.consumed_at.getTime() / 1000) };
  } catch {
    // Damaged or sealed under a key that is gone: as good as absent, so whoever depends on it is refused.
    return undefined;
  }
}
