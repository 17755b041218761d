import type { IssuedRecord, Payload, ProviderRecords } from '../provider/records/provider-records.ts';
import type { Clock } from '../time/clock.ts';
import { registrationsNow } from './clients/version-entity.ts';
import {
  insertRecords,
  payloadPlace,
  recordValues,
  removalOf,
  writeRecords,
} from './database/record-writes.ts';
import { hashId, hashOrNull, type Sealer } from './database/sealing.ts';
import type { Sql } from './database/sql.ts';
import { openSuccessor } from './database/successors.ts';
import { personColumns } from './people/person.ts';
import { type PersonRow, personOf } from './people/person-row.ts';

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

/** Each with its own name: which of them is whose is seen by the database. */
const columnsOf = (alias: string) =>
  `${alias}.model AS ${alias}_model, ${alias}.id_hash AS ${alias}_id_hash, ${alias}.payload AS ${alias}_payload`;

/** A row in any case, since the version is told even where nothing is found. */
const selectIssued = `SELECT ${registrationsNow} AS registrations, i.consumed_at AS i_consumed_at,
  ${['i', 'g', 's'].map(columnsOf).join(', ')}, ${personColumns('i.uid_hash', '$3')}
  FROM (SELECT 1) one LEFT JOIN provider_records i ON i.id_hash = $1 AND i.model = ANY ($2)
  LEFT JOIN users u ON u.id = i.account_id
  LEFT JOIN provider_records g ON g.id_hash = i.grant_id_hash AND g.model = 'Grant'
  LEFT JOIN LATERAL (SELECT model, id_hash, payload FROM provider_records
    WHERE uid_hash = i.uid_hash AND model = 'Session' AND i.model <> 'Session' LIMIT 1) s ON true`;

type Prefixed<Prefix extends string> = {
  readonly [Column in 'model' | 'id_hash' | 'payload' as `${Prefix}_${Column}`]: Row[Column] | null;
};

interface IssuedRow extends Prefixed<'i'>, Prefixed<'g'>, Prefixed<'s'>, Omit<PersonRow, 'user'> {
  readonly registrations: string;
  readonly i_consumed_at: Date | null;
  readonly user: PersonRow['user'] | null;
}

const selectSuccessor = `SELECT successor FROM provider_records WHERE id_hash = $1 AND model = $2
  AND successor IS NOT NULL AND consumed_at > now() - $3::int * interval '1 second'`;

/** By two indexes, each for its own part. */
const removeIssued = removalOf(`(id_hash, model) IN (
  SELECT i.id_hash, i.model FROM unnest($1::bytea[], $2::text[]) AS w (grant_id_hash, model)
    JOIN provider_records i ON i.grant_id_hash = w.grant_id_hash AND i.model = w.model
  UNION ALL SELECT * FROM unnest($3::bytea[], $4::text[]))`);

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
    async findIssued({ models, id, deviceId = null }) {
      const [row] = await sql<IssuedRow>(selectIssued, [hashId(id), models, hashOrNull(deviceId)]);
      if (row === undefined) throw new Error('a statement that always answers a row answered none');
      return issuedOf(sealer, row);
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
    async removeByGrants(issued, removed = []) {
      await sql(removeIssued, [
        issued.map(({ grantId }) => hashId(grantId)),
        issued.map(({ model }) => model),
        removed.map(({ id }) => hashId(id)),
        removed.map(({ model }) => model),
      ]);
    },
    async removeFamily(model, id) {
      const rows = await sql<Row>(removeFamily, [hashId(id), model]);
      const row = rows.find((each) => each.model === model && each.id_hash.equals(hashId(id)));
      return row && openRow(sealer, row);
    },
  };
}

function issuedOf(sealer: Sealer, row: IssuedRow): IssuedRecord {
  const { registrations, i_consumed_at: consumedAt, user } = row;
  const open = (prefix: 'i' | 'g' | 's', consumed_at: Date | null) => {
    const [model, id_hash, payload] = [
      row[`${prefix}_model`],
      row[`${prefix}_id_hash`],
      row[`${prefix}_payload`],
    ];
    if (model === null || id_hash === null || payload === null) return undefined;
    const opened = openRow(sealer, { model, id_hash, payload, consumed_at });
    return opened && { model, payload: opened };
  };
  return {
    found: open('i', consumedAt),
    grant: open('g', null)?.payload,
    session: open('s', null)?.payload,
    person: user === null ? null : personOf({ ...row, user }),
    registrations,
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
