import type { SecurityKey } from '../../authenticators/security-key.ts';
import type { AuthenticatorStore } from '../../authenticators/store.ts';
import { Refusal } from '../../refusal/refusal.ts';
import { auditValues, recordFrom } from '../audit/audit.ts';
import { isTaken } from '../database/failures.ts';
import type { Sql } from '../database/sql.ts';
import { clearFailures, ownerLocked } from './recovery-codes.ts';

interface KeyRow {
  readonly id: string;
  readonly credential_id: Buffer;
  readonly public_key: Buffer;
  readonly sign_count: string;
  readonly transports: readonly string[];
  readonly hardware_bound: boolean;
}

/** The part of the store that is about security keys. */
export function securityKeyStatements(sql: Sql): Pick<AuthenticatorStore, 'keysOf' | 'addKey' | 'acceptKey'> {
  return {
    async keysOf(userId) {
      const rows = await sql<KeyRow>(
        `SELECT id, credential_id, public_key, sign_count, transports, hardware_bound FROM authenticators
         WHERE user_id = $1 AND kind = 'webauthn' ORDER BY confirmed_at, id`,
        [userId],
      );
      return rows.map(keyOf);
    },
    async addKey(key) {
      const insert = `INSERT INTO authenticators (id, user_id, kind, nickname, credential_id, public_key, sign_count,
           transports, hardware_bound, confirmed_at) VALUES ($1, $2, 'webauthn', $3, $4, $5, $6, $7, $8, $9)`;
      await refusingTaken(() =>
        sql(insert, [
          key.id,
          key.userId,
          key.nickname,
          Buffer.from(key.credentialId, 'base64url'),
          key.publicKey,
          key.signCount,
          JSON.stringify(key.transports),
          key.hardwareBound,
          key.confirmedAt,
        ]),
      );
    },
    async acceptKey({ factorId, signCount }, event, now) {
      const rows = await sql(
        `${ownerLocked('authenticators')}, accepted AS (UPDATE authenticators a SET sign_count = $2, last_used_at = $3
           FROM owner o WHERE a.id = $1 AND a.user_id = o.id AND kind = 'webauthn'
             AND (sign_count < $2::bigint OR (sign_count = 0 AND $2::bigint = 0)) RETURNING user_id),
         cleared AS (UPDATE users u SET ${clearFailures}, replace_factor_since = NULL
           FROM accepted a WHERE u.id = a.user_id)
         ${recordFrom('accepted', 4)}`,
        [factorId, signCount, now, ...auditValues(event, now)],
      );
      return rows.length > 0;
    },
  };
}

function keyOf(row: KeyRow): SecurityKey {
  return {
    id: row.id,
    credentialId: row.credential_id.toString('base64url'),
    publicKey: row.public_key,
    signCount: Number(row.sign_count),
    transports: row.transports,
    hardwareBound: row.hardware_bound,
  };
}

async function refusingTaken(insert: () => Promise<unknown>): Promise<void> {
  try {
    await insert();
  } catch (error) {
    if (isTaken(error, 'authenticators_credential_unique'))
      throw new Refusal('key_not_accepted', { reason: 'registered already' });
    throw error;
  }
}
