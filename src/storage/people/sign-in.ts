import type { AuditEvent } from '../../audit/event.ts';
import type { SignInProgress } from '../../sign-in/progress.ts';
import type { SeenSignIn, SignInStore, Speaker, StoredSignIn } from '../../sign-in/store.ts';
import type { Clock } from '../../time/clock.ts';
import { auditValues, recordFrom } from '../audit/audit.ts';
import { registrationsNow } from '../clients/version-entity.ts';
import { payloadPlace } from '../database/record-writes.ts';
import { hashId, hashOrNull, type Sealer } from '../database/sealing.ts';
import type { Sql } from '../database/sql.ts';
import { personColumns } from './person.ts';
import { type PersonRow, personOf } from './person-row.ts';

const model = 'Interaction';

interface Row extends PersonRow {
  readonly payload: Buffer;
  readonly progress: Buffer | null;
  readonly progress_version: number;
  readonly registrations: string;
}

/** Progress of sign-ins, in the row of the provider's interaction, so that each page reads a single row. */
export function createSignInStore(sql: Sql, sealer: Sealer, clock: Clock): SignInStore {
  return {
    async load(uid, deviceId = null) {
      const idHash = hashId(uid);
      const [row] = await sql<Row>(select, [idHash, clock(), hashOrNull(deviceId)]);
      const opened = row && openSignIn(sealer, row, idHash);
      if (row === undefined || opened === undefined) return null;
      return {
        ...opened,
        version: row.progress_version,
        registrations: row.registrations,
        person: row.user === null ? null : personOf(row),
      };
    },
    async saveProgress(seen, progress) {
      const rows = await sql(update, progressValues(sealer, seen, progress));
      return rows.length === 1;
    },
    async savePasswordProof(seen, progress, throttleKey) {
      const values = [...progressValues(sealer, seen, progress), throttleKey];
      const rows = await sql(clearAndUpdate, values);
      return rows.length === 1;
    },
    async finish({ uid, version }, { interaction, event, speaker = null, now }) {
      const idHash = hashId(uid);
      const values = [idHash, version, sealer.seal(JSON.stringify(interaction), payloadPlace(model, idHash))];
      const recorded = event === null ? [] : auditValues(event, now);
      const spoken = event === null || speaker === null ? [] : [speaker.userId, speaker.language];
      const rows = await sql(finishWith(event, speaker), [...values, ...recorded, ...spoken]);
      return rows.length > 0;
    },
  };
}

// Made once: the text of a statement is what it is recognized by, and these are long.
const select = `SELECT p.payload, p.progress, p.progress_version, ${registrationsNow} AS registrations,
  ${personColumns('NULL', '$3')}
  FROM provider_records p LEFT JOIN users u ON u.id = p.account_id
  WHERE p.id_hash = $1 AND p.model = '${model}' AND p.expires_at > $2`;

const update = `UPDATE provider_records SET progress = $3, account_id = $4, progress_version = progress_version + 1
  WHERE id_hash = $1 AND model = '${model}' AND progress_version = $2 RETURNING 1`;

const clearAndUpdate = `WITH cleared AS (DELETE FROM throttles WHERE key_hash = $5) ${update}`;

const finish = `UPDATE provider_records SET payload = $3, progress = NULL, progress_version = progress_version + 1
  WHERE id_hash = $1 AND model = '${model}' AND progress_version = $2 RETURNING 1`;

const finishAndRecord = `WITH finished AS (${finish}) ${recordFrom('finished', 4)}`;

/** The user before their sign-in, as in every transaction that has to do with both. */
const finishRecordAndSpeak = `WITH speaking AS (UPDATE users SET language = $14 WHERE id = $13 RETURNING 1),
  spoken AS (SELECT count(*) AS people FROM speaking),
  finished AS (${finish.replace(' RETURNING', ' AND (SELECT people FROM spoken) >= 0 RETURNING')})
  ${recordFrom('finished', 4)}`;

/** A language is said where somebody has signed in, of which there is an event. */
function finishWith(event: AuditEvent | null, speaker: Speaker | null): string {
  if (event === null) return finish;
  return speaker === null ? finishAndRecord : finishRecordAndSpeak;
}

function progressValues(sealer: Sealer, { uid, version }: SeenSignIn, progress: SignInProgress): unknown[] {
  const idHash = hashId(uid);
  return [idHash, version, sealer.seal(JSON.stringify(progress), progressPlace(idHash)), progress.userId];
}

/** Undefined when the row is damaged or its key is gone: that sign-in has expired and begins anew. */
function openSignIn(
  sealer: Sealer,
  { payload, progress }: Row,
  idHash: Buffer,
): Pick<StoredSignIn, 'interaction' | 'progress'> | undefined {
  const open = (sealed: Buffer, place: string) => JSON.parse(sealer.open(sealed, place).toString('utf8'));
  try {
    return {
      interaction: open(payload, payloadPlace(model, idHash)),
      progress: progress === null ? null : open(progress, progressPlace(idHash)),
    };
  } catch {
    return undefined;
  }
}

function progressPlace(idHash: Buffer): string {
  return `provider_records.progress:${idHash.toString('hex')}`;
}
