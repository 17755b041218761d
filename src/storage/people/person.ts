import type { PersonStore } from '../../people/person.ts';
import { hashOrNull } from '../database/sealing.ts';
import type { Sql } from '../database/sql.ts';
import { type PersonRow, personOf } from './person-row.ts';
import { deviceHash } from './remembered-devices.ts';

/** Reads a person with factors, memberships and one session record in a single statement. */
export function createPersonStore(sql: Sql): PersonStore {
  return {
    async byId(userId, sessionUid, deviceId = null) {
      const [row] = await sql<PersonRow>(selectById, [userId, hashOrNull(sessionUid), hashOrNull(deviceId)]);
      return row === undefined ? null : personOf(row);
    },
    async bySessionHash(userId, sessionHash) {
      const [row] = await sql<PersonRow>(`SELECT ${personColumns('$2')} FROM users u WHERE u.id = $1`, [
        userId,
        sessionHash,
      ]);
      return row === undefined ? null : personOf(row);
    },
    async byEmail(email) {
      // The database cannot be asked for a text with this character; such an address is nobody's.
      if (email.includes('\0')) return null;
      const [row] = await sql<PersonRow>(`SELECT ${personColumns('$2')} FROM users u WHERE u.email = $1`, [
        email,
        null,
      ]);
      return row === undefined ? null : personOf(row);
    },
    async byIds(userIds) {
      const rows = await sql<PersonRow>(
        `SELECT ${personColumns('NULL')} FROM users u WHERE u.id = ANY ($1) ORDER BY u.id`,
        [userIds],
      );
      const known = new Map();
      return rows.map((row) => personOf(row, known));
    },
    async inOrganization(organizationId, afterUserId, limit) {
      const rows = await sql<PersonRow>(
        `SELECT ${personColumns('NULL')} FROM members m JOIN users u ON u.id = m.user_id
         WHERE m.organization_id = $1 AND ($2::uuid IS NULL OR m.user_id > $2) ORDER BY m.user_id LIMIT $3`,
        [organizationId, afterUserId, limit],
      );
      const known = new Map();
      return rows.map((row) => personOf(row, known));
    },
  };
}

/**
 * The select list over `users u`. `session` is the parameter with the hash of a session uid, `device` that with the hash
 * of the cookie of a remembered device; `NULL` for none.
 */
export function personColumns(session: string, device = 'NULL'): string {
  return `to_json(u) AS "user",
  (SELECT coalesce(json_agg(json_build_object(
      'id', a.id, 'kind', a.kind, 'nickname', a.nickname, 'confirmedAt', a.confirmed_at,
      'lastUsedAt', a.last_used_at) ORDER BY a.confirmed_at, a.id), '[]')
     FROM authenticators a WHERE a.user_id = u.id) AS factors,
  (SELECT json_build_object('left', count(*) FILTER (WHERE r.used_at IS NULL),
      'used', coalesce(json_agg(r.id) FILTER (WHERE r.used_at IS NOT NULL), '[]'),
      'atHandAt', greatest(max(r.at_hand_at), max(r.used_at)))
     FROM recovery_codes r WHERE r.user_id = u.id) AS recovery_codes,
  (SELECT coalesce(json_agg(json_build_object('member', m, 'organization', o, 'hasDomain', EXISTS (
        SELECT 1 FROM organization_domains d
        WHERE d.organization_id = o.id AND d.domain = split_part(u.email, '@', 2))) ORDER BY o.slug), '[]')
     FROM members m JOIN organizations o ON o.id = m.organization_id WHERE m.user_id = u.id) AS memberships,
  (SELECT row_to_json(s) FROM session_records s WHERE s.uid_hash = ${session}::bytea AND s.user_id = u.id) AS session,
  (SELECT row_to_json(d) FROM remembered_devices d
     WHERE d.id_hash = ${deviceHash(device, 'u.epoch')} AND d.user_id = u.id) AS remembered_device`;
}

/** Made once: the text of a statement is what it is recognized by, and this one is asked in each sign-in. */
const selectById = `SELECT ${personColumns('$2', '$3')} FROM users u WHERE u.id = $1`;
