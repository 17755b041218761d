import type {
  OwnDevice,
  RememberedDevice,
  RememberedDeviceStore,
} from '../../authenticators/remembered-device.ts';
import { isFactorKind } from '../../policy/factors/factor-kinds.ts';
import { hashId, hashOrNull } from '../database/sealing.ts';
import type { Sql } from '../database/sql.ts';
import { hasAllColumns } from '../database/whole-rows.ts';
import { RememberedDeviceEntity } from './remembered-device-entity.ts';

/**
 * SQL of the hash under which a device stands, of the hash of its cookie and the user's epoch. The epoch is part of it
 * so that whatever raises it, now or in code yet to be written, forgets every device of the user in the same statement,
 * and a sign-in that was under way meanwhile cannot remember one after all.
 */
export function deviceHash(cookieHash: string, epoch: string): string {
  return `sha256(${cookieHash}::bytea || int4send(${epoch}::int))`;
}

export function createRememberedDeviceStore(sql: Sql): RememberedDeviceStore {
  return {
    async remember({ userId, userEpoch, id, replacedId }, device, now) {
      await sql(
        `WITH forgotten AS (DELETE FROM remembered_devices
           WHERE id_hash = ${deviceHash('$4', '$2')} OR (user_id = $1 AND expires_at <= $9))
         INSERT INTO remembered_devices (id_hash, user_id, factor, source_prefix, proven_at, expires_at, browser,
           system)
         VALUES (${deviceHash('$3', '$2')}, $1, $5, $6, $7, $8, $10, $11)`,
        [
          userId,
          userEpoch,
          hashId(id),
          hashOrNull(replacedId),
          device.factor,
          device.sourcePrefix,
          device.provenAt,
          device.expiresAt,
          now,
          device.browser ?? null,
          device.system ?? null,
        ],
      );
    },
    async renew({ userId, userEpoch, id, replacedId }) {
      const [row] = await sql<{ expires_at: Date }>(
        `UPDATE remembered_devices SET id_hash = ${deviceHash('$3', '$2')}
         WHERE user_id = $1 AND id_hash = ${deviceHash('$4', '$2')} RETURNING expires_at`,
        [userId, userEpoch, hashId(id), hashOrNull(replacedId)],
      );
      return row?.expires_at ?? null;
    },
    async forgetAll(userId) {
      await sql('DELETE FROM remembered_devices WHERE user_id = $1', [userId]);
    },
    async forgetCookie({ userId, userEpoch, id }) {
      await sql(`DELETE FROM remembered_devices WHERE user_id = $1 AND id_hash = ${deviceHash('$3', '$2')}`, [
        userId,
        userEpoch,
        hashId(id),
      ]);
    },
    ofUser: (userId, now) =>
      sql<OwnDevice>(
        `SELECT id_hash AS hash, factor, source_prefix AS "sourcePrefix", proven_at AS "provenAt",
           expires_at AS "expiresAt", browser, system
         FROM remembered_devices WHERE user_id = $1 AND expires_at > $2 ORDER BY proven_at DESC, id_hash`,
        [userId, now],
      ),
    async forget(userId, hash) {
      const removal = 'DELETE FROM remembered_devices WHERE user_id = $1 AND id_hash = $2 RETURNING 1';
      return (await sql(removal, [userId, hash])).length === 1;
    },
  };
}

const check = hasAllColumns(RememberedDeviceEntity);

/** A row as `row_to_json` writes it. What names no factor that we know remembers nothing. */
export function deviceOf(json: Readonly<Record<string, unknown>>): RememberedDevice | null {
  check(json);
  const { factor } = json;
  if (!isFactorKind(factor)) return null;
  return {
    factor,
    sourcePrefix: String(json.source_prefix),
    provenAt: new Date(String(json.proven_at)),
    expiresAt: new Date(String(json.expires_at)),
  };
}
