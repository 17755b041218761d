import { randomUUID } from 'node:crypto';
import type { AuthenticatorStore } from '../../authenticators/store.ts';
import { auditValues, recordFrom } from '../audit/audit.ts';
import type { Sealer } from '../database/sealing.ts';
import type { Sql } from '../database/sql.ts';
import { sealedKey } from '../people/sealed-keys.ts';

/**
 * The beginning of a statement that changes a factor or recovery code `$1`, and with it its owner: whoever removes it
 * has locked the owner before, so this one does as well. The next part joins it.
 */
export function ownerLocked(table: 'authenticators' | 'recovery_codes'): string {
  return `WITH owner AS (SELECT id FROM users WHERE id = (SELECT user_id FROM ${table} WHERE id = $1) FOR NO KEY UPDATE)`;
}

/** After a success with the factor itself (product decision 3). */
export const clearFailures = 'second_factor_failures = 0, second_factor_locked_until = NULL';

/**
 * Takes one charge back, `$3` being the failures with it, unless a success has cleared it meanwhile. A lock stays where a
 * later charge brought it.
 */
const takeBackCharge = `UPDATE users u SET second_factor_failures = u.second_factor_failures - 1,
    second_factor_locked_until =
      CASE WHEN u.second_factor_failures > $3 THEN u.second_factor_locked_until END
  FROM seen s WHERE u.id = s.user_id AND u.second_factor_failures >= $3`;

/** The part of the store that is about recovery codes. */
export function recoveryCodeStatements(
  sql: Sql,
  sealer: Sealer,
): Pick<
  AuthenticatorStore,
  'recoveryCodeKey' | 'spendRecoveryCode' | 'markRecoveryCodeAtHand' | 'replaceRecoveryCodes'
> {
  return {
    recoveryCodeKey: (now) => sealedKey({ sql, sealer }, 'recovery codes', now),
    async spendRecoveryCode(codeId, event, now) {
      const rows = await sql(
        `${ownerLocked('recovery_codes')}, accepted AS (UPDATE recovery_codes r SET used_at = $2 FROM owner o
           WHERE r.id = $1 AND r.user_id = o.id AND used_at IS NULL RETURNING user_id),
         cleared AS (UPDATE users u SET ${clearFailures}, replace_factor_since = coalesce(replace_factor_since, $2)
           FROM accepted a WHERE u.id = a.user_id)
         ${recordFrom('accepted', 3)}`,
        [codeId, now, ...auditValues(event, now)],
      );
      return rows.length > 0;
    },
    async markRecoveryCodeAtHand({ id, failures }, event, now) {
      const rows = await sql(
        `${ownerLocked('recovery_codes')}, seen AS (UPDATE recovery_codes r SET at_hand_at = $2 FROM owner o
           WHERE r.id = $1 AND r.user_id = o.id AND used_at IS NULL RETURNING user_id),
         uncharged AS (${takeBackCharge})
         ${recordFrom('seen', 4)}`,
        [id, now, failures, ...auditValues(event, now)],
      );
      return rows.length > 0;
    },
    async replaceRecoveryCodes(userId, hashes, now) {
      await sql('DELETE FROM recovery_codes WHERE user_id = $1', [userId]);
      await sql(
        `INSERT INTO recovery_codes (id, user_id, hash, at_hand_at)
         SELECT id, $2, hash, $4::timestamptz FROM unnest($1::uuid[], $3::bytea[]) AS codes (id, hash)`,
        [hashes.map(() => randomUUID()), userId, hashes, now],
      );
    },
  };
}
