import type { Payload, RecordChange } from '../provider/provider-records.ts';
import { Refusal } from '../refusal.ts';
import { hashId, type Sealer } from './sealing.ts';
import type { Sql } from './sql.ts';

type SavedRecord = Extract<RecordChange, { readonly payload: Payload }>;

/**
 * Saves and removes records in one statement. Of two requests that remove the same interaction, the one that comes
 * second finds nothing to remove and saves nothing: an interaction ends once.
 * @throws Refusal `interaction_expired` for that second one
 */
export async function writeRecords(
  sql: Sql,
  sealer: Sealer,
  now: Date,
  changes: readonly RecordChange[],
): Promise<void> {
  const saved = inLockOrder(changes.filter((change) => change.payload !== null));
  const removed = changes.filter((change) => change.payload === null);
  const interactions = removed.filter(({ model }) => model === 'Interaction').length;
  const rows = await sql<{ ended: number }>(statementFor(saved.length, removed.length), [
    ...saved.flatMap((record) => recordValues(sealer, now, record)),
    ...removed.flatMap(({ model, id }) => [hashId(id), model]),
    ...(removed.length === 0 ? [] : [interactions]),
  ]);
  if (interactions > 0 && rows[0]?.ended !== interactions)
    throw new Refusal('interaction_expired', { reason: 'another request finished this interaction' });
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
  'model, id_hash, payload, account_id, grant_id_hash, uid_hash, user_code_hash, expires_at'.split(', ');
const types = 'text, bytea, bytea, uuid, bytea, bytea, bytea, timestamptz'.split(', ');
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

/** The text for so many saved and removed records; made once each, since the text names the statement. */
function statementFor(saved: number, removed: number): string {
  const key = `${saved} ${removed}`;
  const known = statements.get(key) ?? buildStatement(saved, removed);
  statements.set(key, known);
  return known;
}

function buildStatement(saved: number, removed: number): string {
  if (removed === 0) return insertRecords(saved);
  const from = saved * columns.length;
  const pairs = Array.from({ length: removed }, (_, index) => [from + 2 * index + 1, from + 2 * index + 2]);
  const ids = pairs.map(([id, model]) => `($${id}::bytea, $${model}::text)`).join(', ');
  const expected = `$${from + 2 * removed + 1}::int`;
  const ended = "(SELECT count(*)::int FROM gone WHERE model = 'Interaction')";
  const gone = `WITH gone AS (DELETE FROM provider_records WHERE (id_hash, model) IN (${ids}) RETURNING model)`;
  if (saved === 0) return `${gone} SELECT ${ended} AS ended WHERE ${expected} >= 0`;
  return `${gone}, saved AS (${insertRecords(saved, `WHERE ${ended} = ${expected}`)})
    SELECT ${ended} AS ended`;
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
