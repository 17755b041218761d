import { unknownBrowser } from '../../authenticators/browser.ts';
import type { OwnSession, SessionStore } from '../../people/person.ts';
import { areProofs } from '../../people/stored-session.ts';
import { hashId, hashOrNull, type Sealer } from '../database/sealing.ts';
import type { Sql } from '../database/sql.ts';
import { openSession } from './ended-sessions.ts';
import { personColumns } from './person.ts';
import { type PersonRow, personOf, withSession } from './person-row.ts';

/**
 * The epoch of a session that was ended by itself, without the others of its user. No user has it, so the session is
 * refused at once on every server, and what removes sessions of older epochs removes this one too. The row stays, since
 * a request in flight would write a deleted one again.
 */
const endedEpoch = -1;

/** Of user $1 at $2: not revoked, and still known to the provider. */
const live = `FROM session_records s JOIN users u ON u.id = s.user_id
  WHERE s.user_id = $1 AND s.user_epoch = u.epoch AND s.expires_at > $2 AND EXISTS (SELECT 1 FROM provider_records p
    WHERE p.uid_hash = s.uid_hash AND p.model = 'Session' AND p.account_id = u.id AND p.expires_at > $2)`;

/** Made once: the text of a statement is what it is recognized by. */
const open = `WITH opened AS (
  INSERT INTO session_records AS s
    (uid_hash, user_id, user_epoch, proofs, source_prefix, suppressed, opened_at, last_seen_at, expires_at,
     declined_offer, browser, system)
  SELECT $1, u.id, $3, $4, $5, $6, $7, $8, $9, $11, $12, $13 FROM users u WHERE u.id = $2
  ON CONFLICT (uid_hash) DO UPDATE SET user_id = excluded.user_id, user_epoch = excluded.user_epoch,
    proofs = excluded.proofs, source_prefix = excluded.source_prefix,
    suppressed = CASE WHEN s.user_id = excluded.user_id AND s.user_epoch = excluded.user_epoch
      THEN s.suppressed || excluded.suppressed ELSE excluded.suppressed END,
    opened_at = excluded.opened_at, last_seen_at = excluded.last_seen_at, expires_at = excluded.expires_at,
    declined_offer = excluded.declined_offer, browser = excluded.browser, system = excluded.system
    WHERE s.user_epoch <> ${endedEpoch} RETURNING 1)
SELECT EXISTS (SELECT 1 FROM opened) AS opened, ${personColumns('NULL', '$10')} FROM users u WHERE u.id = $2`;

/** A session of the provider has one record at a time; the latest is taken, should it ever have two. */
const list = `SELECT s.uid_hash AS hash, s.opened_at AS "openedAt", s.last_seen_at AS "lastSeenAt",
    s.source_prefix AS "sourcePrefix", s.browser, s.system, s.proofs, p.id_hash, p.payload,
    (SELECT coalesce(json_agg(encode(g.id_hash, 'hex')), '[]') FROM provider_records g
      WHERE g.account_id = $1 AND g.model = 'Grant' AND g.expires_at > $2) AS grants
  FROM (SELECT s.* ${live} AND ($3::timestamptz IS NULL OR (s.opened_at, s.uid_hash) < ($3, $4))
    ORDER BY s.opened_at DESC, s.uid_hash DESC LIMIT $5) s
  CROSS JOIN LATERAL (SELECT id_hash, payload FROM provider_records
    WHERE uid_hash = s.uid_hash AND model = 'Session' ORDER BY expires_at DESC LIMIT 1) p
  ORDER BY s.opened_at DESC, s.uid_hash DESC`;

interface OwnRow extends Omit<OwnSession, 'proofs' | 'clientIds'> {
  readonly proofs: unknown;
  readonly id_hash: Buffer;
  readonly payload: Buffer;
  /** All live ones of the person, by the hashes of their ids. */
  readonly grants: readonly string[];
}

export function createSessionStore(sql: Sql, sealer: Sealer): SessionStore {
  return {
    async open({ uid, userId, record, browser: seen = unknownBrowser, expiresAt }, { deviceId }) {
      const [row] = await sql<PersonRow & { readonly opened: boolean }>(open, [
        hashId(uid),
        userId,
        record.userEpoch,
        JSON.stringify(record.proofs),
        record.sourcePrefix,
        JSON.stringify(record.suppressed),
        record.openedAt,
        record.lastSeenAt,
        expiresAt,
        hashOrNull(deviceId),
        record.declinedOffer,
        seen.browser,
        seen.system,
      ]);
      return row === undefined ? null : withSession(personOf(row), row.opened ? record : null);
    },
    async suppress(uid, suppressed) {
      await sql('UPDATE session_records SET suppressed = suppressed || $2::jsonb WHERE uid_hash = $1', [
        hashId(uid),
        JSON.stringify(suppressed),
      ]);
    },
    async touch(uid, now) {
      await sql('UPDATE session_records SET last_seen_at = greatest(last_seen_at, $2) WHERE uid_hash = $1', [
        hashId(uid),
        now,
      ]);
    },
    async carryOver(uid, userId, userEpoch) {
      await sql(
        `UPDATE session_records SET user_epoch = $3, suppressed = '{}'
         WHERE uid_hash = $1 AND user_id = $2 AND user_epoch = $3 - 1`,
        [hashId(uid), userId, userEpoch],
      );
    },
    async keep({ sessionHash, userId, userEpoch, proofs }) {
      await sql(
        `UPDATE session_records SET user_epoch = $3, suppressed = '{}', proofs = proofs || $4::jsonb
         WHERE uid_hash = $1 AND user_id = $2 AND user_epoch = $3 - 1`,
        [sessionHash, userId, userEpoch, JSON.stringify(proofs)],
      );
    },
    async ofUser(userId, { after, limit }, now) {
      const values = [userId, now, after?.openedAt ?? null, after?.hash ?? null, limit];
      const rows = await sql<OwnRow>(list, values);
      return rows.map((row) => ownSessionOf(sealer, row));
    },
    async sourcesOf(userId) {
      const rows = await sql<{ readonly source: string }>(
        'SELECT DISTINCT source_prefix AS source FROM session_records WHERE user_id = $1',
        [userId],
      );
      return rows.map(({ source }) => source);
    },
    async end(userId, sessionHash, now) {
      const rows = await sql(
        `UPDATE session_records SET user_epoch = ${endedEpoch}
         WHERE uid_hash = (SELECT s.uid_hash ${live} AND s.uid_hash = $3) RETURNING 1`,
        [userId, now, sessionHash],
      );
      return rows.length === 1;
    },
  };
}

/** Applications stay in a session whose grant was taken back; they have nothing in it any more. */
function ownSessionOf(sealer: Sealer, { proofs, id_hash, payload, grants, ...session }: OwnRow): OwnSession {
  const { authorizations = {} } = openSession(sealer, { id_hash, payload });
  const live = new Set(grants);
  const clientIds = Object.entries(authorizations)
    .filter(([, { grantId }]) => grantId !== undefined && live.has(hashId(grantId).toString('hex')))
    .map(([clientId]) => clientId);
  return { ...session, proofs: areProofs(proofs) ? proofs : {}, clientIds };
}
