import type { KeptForm, Notice, PageMemoryStore } from '../../people/page-memory.ts';
import type { SealedSql } from '../database/sealed-sql.ts';
import { SealBroken, type Sealer } from '../database/sealing.ts';

export function createPageMemoryStore({ sql, sealer }: SealedSql): PageMemoryStore {
  return {
    async keepForm(sessionHash, { path, form, expiresAt }) {
      await sql(
        `INSERT INTO kept_forms (session_hash, path, sealed, expires_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (session_hash, path) DO UPDATE SET sealed = excluded.sealed, expires_at = excluded.expires_at`,
        [sessionHash, path, sealJson(sealer, form, formPlace(sessionHash, path)), expiresAt],
      );
    },
    async keptForm(sessionHash, path, now) {
      const [row] = await sql<{ sealed: Buffer }>(
        'SELECT sealed FROM kept_forms WHERE session_hash = $1 AND path = $2 AND expires_at > $3',
        [sessionHash, path, now],
      );
      return row ? (openJson(sealer, row.sealed, formPlace(sessionHash, path)) as KeptForm | null) : null;
    },
    async forgetForm(sessionHash, path) {
      const values = [sessionHash, path];
      const rows = await sql(
        'DELETE FROM kept_forms WHERE session_hash = $1 AND path = $2 RETURNING 1',
        values,
      );
      return rows.length === 1;
    },
    async leaveNotice(sessionHash, notice) {
      await sql('UPDATE session_records SET notice = $2 WHERE uid_hash = $1', [
        sessionHash,
        sealJson(sealer, notice, noticePlace(sessionHash)),
      ]);
    },
    async takeNotice(sessionHash) {
      const [row] = await sql<{ notice: Buffer }>(
        `UPDATE session_records s SET notice = NULL FROM (
           SELECT uid_hash, notice FROM session_records WHERE uid_hash = $1 AND notice IS NOT NULL FOR UPDATE) old
         WHERE s.uid_hash = old.uid_hash RETURNING old.notice`,
        [sessionHash],
      );
      return row ? (openJson(sealer, row.notice, noticePlace(sessionHash)) as Notice | null) : null;
    },
  };
}

function formPlace(sessionHash: Buffer, path: string): string {
  return `kept_forms.sealed:${sessionHash.toString('hex')}:${path}`;
}

function noticePlace(sessionHash: Buffer): string {
  return `session_records.notice:${sessionHash.toString('hex')}`;
}

function sealJson(sealer: Sealer, value: object, place: string): Buffer {
  return sealer.seal(Buffer.from(JSON.stringify(value)), place);
}

/** What cannot be opened any more, since its key is gone, is as good as forgotten: it lives for minutes. */
function openJson(sealer: Sealer, sealed: Buffer, place: string): unknown {
  try {
    return JSON.parse(sealer.open(sealed, place).toString('utf8'));
  } catch (error) {
    if (error instanceof SealBroken) return null;
    throw error;
  }
}
