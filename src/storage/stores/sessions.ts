import type { SessionStore } from '../../accounts/person.ts';
import { hashId } from '../sealing.ts';
import type { Sql } from '../sql.ts';
import { type PersonRow, personColumns, personOf } from './person.ts';

export function createSessionStore(sql: Sql): SessionStore {
  return {
    async open(uid, userId, record, expiresAt) {
      const [row] = await sql<PersonRow>(
        `WITH opened AS (
           INSERT INTO session_records
             (uid_hash, user_id, user_epoch, proofs, source_prefix, suppressed, opened_at, last_seen_at, expires_at)
           SELECT $1, u.id, $3, $4, $5, $6, $7, $8, $9 FROM users u WHERE u.id = $2
           ON CONFLICT (uid_hash) DO UPDATE SET user_id = excluded.user_id, user_epoch = excluded.user_epoch,
             proofs = excluded.proofs, source_prefix = excluded.source_prefix, suppressed = excluded.suppressed,
             opened_at = excluded.opened_at, last_seen_at = excluded.last_seen_at, expires_at = excluded.expires_at)
         SELECT ${personColumns('NULL')} FROM users u WHERE u.id = $2`,
        [
          hashId(uid),
          userId,
          record.userEpoch,
          JSON.stringify(record.proofs),
          record.sourcePrefix,
          JSON.stringify(record.suppressed),
          record.openedAt,
          record.lastSeenAt,
          expiresAt,
        ],
      );
      return row === undefined ? null : { ...personOf(row), session: record };
    },
    async touch(uid, now) {
      await sql('UPDATE session_records SET last_seen_at = greatest(last_seen_at, $2) WHERE uid_hash = $1', [
        hashId(uid),
        now,
      ]);
    },
  };
}
