import type { ConsumedRecord, RecordChange, SavedRecord } from '../../provider/records/provider-records.ts';
import { Refusal } from '../../refusal/refusal.ts';
import type { SealedSql } from './sealed-sql.ts';
import { hashId, type Sealer } from './sealing.ts';
import { sealSuccessor } from './successors.ts';

/**
 * Saves, uses up and removes records in one statement. Of two requests that remove the same interaction, or use the same
 * code, the one that comes second finds none and writes nothing else: an interaction ends once, and a code is good once.
 * Whether a record was used before is asked of the database at its own time, which is also when it was used.
 * @throws Refusal `interaction_expired` for that second one
 * @returns whether it was a code or token that was used before
 */
export async function writeRecords(
  { sql, sealer }: SealedSql,
  changes: readonly RecordChange[],
  now: Date,
): Promise<'written' | 'used before'> {
  const saved = inLockOrder(changes.filter(isSaved));
  const removed = changes.filter((change) => change.payload === null);
  const unused = changes.filter((change) => change.payload === 'unused');
  const consumed = changes.filter((change) => change.payload === 'consumed');
  const agreed = changes.filter((change) => change.payload === 'agreed');
  const interactions = removed.filter(({ model }) => model === 'Interaction').length;
  const counts = [saved.length, removed.length, unused.length, consumed.length, agreed.length] as const;
  const once = unused.length + consumed.length + agreed.length;
  const rows = await sql<{ ended: number; used: number }>(statementFor(...counts), [
    ...saved.flatMap((record) => recordValues(sealer, now, record)),
    ...[...removed, ...unused].flatMap(({ model, id }) => [hashId(id), model]),
    ...consumed.flatMap((record) => consumedValues(sealer, record)),
    ...agreed.flatMap(({ id, clientId }) => [id, clientId]),
    ...(removed.length + once === 0 ? [] : [interactions]),
  ]);
  if (once > 0 && rows[0]?.used !== once) return 'used before';
  if (interactions > 0 && rows[0]?.ended !== interactions)
    throw new Refusal('interaction_expired', { reason: 'another request finished this interaction' });
  return 'written';
}

function isSaved(change: RecordChange): change is SavedRecord {
  return change.payload !== null && typeof change.payload !== 'string';
}

function consumedValues(sealer: Sealer, { model, id, successor }: ConsumedRecord): unknown[] {
  return [hashId(id), model, successor === undefined ? null : sealSuccessor(sealer, id, successor)];
}

/** The order in which rows of records are locked: a session first, since with it goes what came from it. */
const lockOrder = "model <> 'Session', id_hash, model";

/**
 * A statement that removes all records that meet a condition. Its rows are locked in one order, whichever index they are
 * found by, so that of two that concern the same rows neither waits for the other.
 */
export function removalOf(condition: string): string {
  return `WITH gone AS (SELECT id_hash, model FROM provider_records WHERE ${condition} ORDER BY ${lockOrder} FOR UPDATE)
    DELETE FROM provider_records r USING gone g WHERE r.id_hash = g.id_hash AND r.model = g.model`;
}

/** The same order for records that are saved. */
function inLockOrder(records: readonly SavedRecord[]): readonly SavedRecord[] {
  if (records.length < 2) return records;
  const place = ({ model, id }: SavedRecord) =>
    `${model !== 'Session'} ${hashId(id).toString('hex')} ${model}`;
  const placed = records.map((record) => ({ record, at: place(record) }));
  return placed.toSorted((one, other) => (one.at < other.at ? -1 : 1)).map(({ record }) => record);
}

const columns =
  'model, id_hash, payload, account_id, grant_id_hash, uid_hash, user_code_hash, client_id, expires_at'.split(
    ', ',
  );
const types = 'text, bytea, bytea, uuid, bytea, bytea, bytea, text, timestamptz'.split(', ');
const overwrite = columns
  .filter((column) => column !== 'model' && column !== 'id_hash')
  .map((column) => `${column} = excluded.${column}`);

/** A record that was consumed stays so when it is written again. */
const onConflict = `ON CONFLICT (id_hash, model) DO UPDATE SET ${overwrite.join(', ')}`;

/** An upsert of so many records; its parameters are those of `recordValues`, one record after the other. */
export function insertRecords(count: number, condition = ''): string {
  const rows = Array.from({ length: count }, (_, row) => {
    const values = types.map((type, column) => `$${row * types.length + column + 1}::${type}`);
    return `(${values.join(', ')})`;
  });
  return `INSERT INTO provider_records (${columns.join(', ')})
    SELECT * FROM (VALUES ${rows.join(', ')}) AS record ${condition || 'WHERE true'} ${onConflict}`;
}

const statements = new Map<string, string>();

type Counts = readonly [saved: number, removed: number, unused: number, consumed: number, agreed: number];

/** The text for so many records of each kind; made once each, since the text names the statement. */
function statementFor(...counts: Counts): string {
  const key = counts.join(' ');
  const known = statements.get(key) ?? buildStatement(...counts);
  statements.set(key, known);
  return known;
}

function buildStatement(...[saved, removed, unused, consumed, agreed]: Counts): string {
  if (removed + unused + consumed + agreed === 0) return insertRecords(saved);
  const from = saved * columns.length;
  const fromUsed = from + 2 * (removed + unused);
  const fromAgreed = fromUsed + 3 * consumed;
  const last = fromAgreed + 2 * agreed + 1;
  const gone = `DELETE FROM provider_records WHERE ${isOneOf(from, removed)} RETURNING model`;
  // Nobody uses it up before what depends on it is written.
  const kept = `SELECT 1 FROM provider_records WHERE ${isOneOf(from + 2 * removed, unused)} AND consumed_at IS NULL FOR SHARE`;
  const ends = [
    ...(removed === 0 ? ["gone AS (SELECT ''::text AS model WHERE false)"] : [`gone AS (${gone})`]),
    ...(unused === 0 ? [] : [`kept AS (${kept})`]),
    ...(consumed === 0 ? [] : [`used AS (${useUp(fromUsed, consumed)})`]),
    ...(agreed === 0 ? [] : [`agreed AS (${agreements(fromAgreed, agreed)})`]),
  ];
  const countOf = (count: number, rows: string) =>
    count === 0 ? '0' : `(SELECT count(*)::int FROM ${rows})`;
  ends.push(`done AS (SELECT (SELECT count(*)::int FROM gone WHERE model = 'Interaction') AS ended,
    ${countOf(unused, 'kept')} + ${countOf(consumed, 'used')} + ${countOf(agreed, 'agreed')} AS used)`);
  const once = unused + consumed + agreed;
  const isFirst = `EXISTS (SELECT 1 FROM done WHERE ended = $${last}::int AND used = ${once})`;
  if (saved > 0) ends.push(`saved AS (${insertRecords(saved, `WHERE ${isFirst}`)})`);
  return `WITH ${ends.join(', ')} SELECT ended, used FROM done WHERE $${last}::int >= 0`;
}

/** Uses up `count` records, whose parameters (id, model, successor) come after the first `from`. */
function useUp(from: number, count: number): string {
  const rows = Array.from({ length: count }, (_, index) => {
    const first = from + 3 * index;
    return `($${first + 1}::bytea, $${first + 2}::text, $${first + 3}::bytea)`;
  });
  return `UPDATE provider_records r SET consumed_at = now(), successor = v.successor
    FROM (VALUES ${rows.join(', ')}) AS v (id_hash, model, successor)
    WHERE r.id_hash = v.id_hash AND r.model = v.model AND r.consumed_at IS NULL RETURNING 1`;
}

/** Consents that nobody takes back before what depends on them is written; their parameters come after the first `from`. */
function agreements(from: number, count: number): string {
  const pairs = Array.from(
    { length: count },
    (_, index) => `($${from + 2 * index + 1}::uuid, $${from + 2 * index + 2}::text)`,
  );
  return `SELECT 1 FROM consents WHERE (user_id, client_id) IN (${pairs.join(', ')}) FOR KEY SHARE`;
}

/** The condition on `count` pairs of id and model, whose parameters come after the first `from`. */
function isOneOf(from: number, count: number): string {
  const pairs = Array.from(
    { length: count },
    (_, index) => `($${from + 2 * index + 1}::bytea, $${from + 2 * index + 2}::text)`,
  );
  return `(id_hash, model) IN (${pairs.join(', ')})`;
}

/** The parameters of one record in `insertRecords`; what came from a session stands beside it under its uid. */
export function recordValues(sealer: Sealer, now: Date, record: SavedRecord): unknown[] {
  const { model, id, payload, ttlSeconds } = record;
  const idHash = hashId(id);
  return [
    model,
    idHash,
    sealer.seal(JSON.stringify(payload), payloadPlace(model, idHash)),
    accountId(payload.accountId),
    hashOrNull(payload.grantId),
    hashOrNull(payload.uid ?? payload.sessionUid),
    hashOrNull(payload.userCode),
    // With a client its grants go at once; what else there is goes with its grant.
    model === 'Grant' && typeof payload.clientId === 'string' ? payload.clientId : null,
    new Date(now.getTime() + ttlSeconds * 1000),
  ];
}

/** Where a payload is sealed to; a row copied to another id does not open. */
export function payloadPlace(model: string, idHash: Buffer): string {
  return `provider_records.payload:${model}:${idHash.toString('hex')}`;
}

function hashOrNull(value: unknown): Buffer | null {
  return typeof value === 'string' ? hashId(value) : null;
}

function accountId(value: unknown): string | null {
  return typeof value === 'string' && /^[0-9a-f-]{36}$/.test(value) ? value : null;
}
