import type { Clock } from '../clock.ts';
import type { Payload, ProviderRecords } from '../provider/provider-records.ts';
import { hashId, type Sealer } from './sealing.ts';
import type { Sql } from './sql.ts';

interface Row {
  readonly model: string;
  readonly id_hash: Buffer;
  readonly payload: Buffer;
  readonly consumed_at: Date | null;
}

const columns = 'model, id_hash, payload, consumed_at';

/**
 * The provider's artefacts in one table. Ids are bearer secrets, so only their SHA-256 is kept; payloads repeat the id
 * and may hold a session cookie or a device code, so they are sealed whole. A row that does not open counts as absent.
 */
export function createProviderRecords(sql: Sql, sealer: Sealer, clock: Clock): ProviderRecords {
  const first = async (condition: string, parameters: unknown[]): Promise<Payload | undefined> => {
    const [row] = await sql<Row>(
      `SELECT ${columns} FROM provider_records WHERE ${condition} LIMIT 1`,
      parameters,
    );
    return row && openRow(sealer, row);
  };
  const after = (ttlSeconds: number) => new Date(clock().getTime() + ttlSeconds * 1000);

  return {
    async save(model, id, payload, ttlSeconds) {
      await sql(upsert, rowOf(sealer, { model, id, payload, expiresAt: after(ttlSeconds) }));
    },
    async saveOnce(model, id, payload, ttlSeconds) {
      const row = rowOf(sealer, { model, id, payload, expiresAt: after(ttlSeconds) });
      const onceOnly = `${upsert} WHERE provider_records.expires_at <= $9 RETURNING 1`;
      return (await sql(onceOnly, [...row, clock()])).length === 1;
    },
    find: (model, id) => first('id_hash = $1 AND model = $2', [hashId(id), model]),
    findByUid: (model, uid) => first('uid_hash = $1 AND model = $2', [hashId(uid), model]),
    findByUserCode: (model, code) => first('user_code_hash = $1 AND model = $2', [hashId(code), model]),
    async consume(model, id) {
      const rows = await sql(
        `UPDATE provider_records SET consumed_at = $3
         WHERE id_hash = $1 AND model = $2 AND consumed_at IS NULL RETURNING 1`,
        [hashId(id), model, clock()],
      );
      return rows.length === 1;
    },
    async remove(model, id) {
      await sql('DELETE FROM provider_records WHERE id_hash = $1 AND model = $2', [hashId(id), model]);
    },
    async removeByUid(model, uid) {
      await sql('DELETE FROM provider_records WHERE uid_hash = $1 AND model = $2', [hashId(uid), model]);
    },
    async removeByGrant(model, grantId) {
      await sql('DELETE FROM provider_records WHERE grant_id_hash = $1 AND model = $2', [
        hashId(grantId),
        model,
      ]);
    },
    async removeFamily(model, id) {
      await sql(
        `WITH family AS (SELECT grant_id_hash FROM provider_records WHERE id_hash = $1 AND model = $2)
         DELETE FROM provider_records r USING family f
         WHERE r.grant_id_hash = f.grant_id_hash OR (r.model = 'Grant' AND r.id_hash = f.grant_id_hash)`,
        [hashId(id), model],
      );
    },
  };
}

/** A record that was consumed stays so when it is written again. */
const upsert = `INSERT INTO provider_records
    (model, id_hash, payload, account_id, grant_id_hash, uid_hash, user_code_hash, expires_at)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
  ON CONFLICT (id_hash, model) DO UPDATE SET payload = excluded.payload, account_id = excluded.account_id,
    grant_id_hash = excluded.grant_id_hash, uid_hash = excluded.uid_hash,
    user_code_hash = excluded.user_code_hash, expires_at = excluded.expires_at`;

/** Where a payload is sealed to; a row copied to another id does not open. */
export function payloadPlace(model: string, idHash: Buffer): string {
  return `provider_records.payload:${model}:${idHash.toString('hex')}`;
}

interface NewRecord {
  readonly model: string;
  readonly id: string;
  readonly payload: Payload;
  readonly expiresAt: Date;
}

/** The parameters of `upsert`, in its order. */
function rowOf(sealer: Sealer, { model, id, payload, expiresAt }: NewRecord): unknown[] {
  const idHash = hashId(id);
  return [
    model,
    idHash,
    sealer.seal(JSON.stringify(payload), payloadPlace(model, idHash)),
    accountId(payload.accountId),
    hashOrNull(payload.grantId),
    hashOrNull(payload.uid),
    hashOrNull(payload.userCode),
    expiresAt,
  ];
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

function hashOrNull(value: unknown): Buffer | null {
  return typeof value === 'string' ? hashId(value) : null;
}

function accountId(value: unknown): string | null {
  return typeof value === 'string' && /^[0-9a-f-]{36}$/.test(value) ? value : null;
}
