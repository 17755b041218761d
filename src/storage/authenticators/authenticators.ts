import type { AuthenticatorStore, SecondFactorCharge, TotpFactor } from '../../authenticators/store.ts';
import {
  failuresBeforeDelay,
  failuresBeforeStop,
  firstLockSeconds,
  longestLockSeconds,
} from '../../limits/failure-limit.ts';
import type { FactorKind } from '../../policy/facts.ts';
import { auditValues, recordFrom } from '../audit/audit.ts';
import type { Sealer } from '../database/sealing.ts';
import type { Sql } from '../database/sql.ts';
import { clearFailures, ownerLocked, recoveryCodeStatements } from './recovery-codes.ts';
import { securityKeyStatements } from './security-keys.ts';

/**
 * One more failure unless locked or stopped. The lock is that of lockAfterFailures() in
 * limits/failure-limit.ts; test/storage holds the two together.
 */
const charge = `UPDATE users SET
    second_factor_failures = second_factor_failures + 1,
    second_factor_locked_until = CASE WHEN second_factor_failures + 1 >= ${failuresBeforeDelay}
      THEN $2::timestamptz + make_interval(secs => least(${longestLockSeconds},
        ${firstLockSeconds} * power(2, second_factor_failures + 1 - ${failuresBeforeDelay}))) END
  WHERE id = $1 AND second_factor_failures < ${failuresBeforeStop}
    AND (second_factor_locked_until IS NULL OR second_factor_locked_until <= $2)
  RETURNING id, second_factor_failures`;

interface ChargedRow {
  readonly failures: number;
  readonly totp: readonly (Omit<TotpFactor, 'secret'> & { readonly sealed: string })[];
  readonly codes: readonly { readonly id: string; readonly salt: string | null; readonly hash: string }[];
}

export function createAuthenticatorStore(sql: Sql, sealer: Sealer): AuthenticatorStore {
  return {
    ...recoveryCodeStatements(sql, sealer),
    ...securityKeyStatements(sql),
    async chargeSecondFactor(userId, now) {
      const [row] = await sql<ChargedRow>(
        `WITH charged AS (${charge})
         SELECT c.second_factor_failures AS failures,
           (SELECT coalesce(json_agg(json_build_object('id', a.id, 'sealed', encode(a.secret, 'base64'),
              'algorithm', a.algorithm, 'digits', a.digits, 'period', a.period_seconds,
              'lastStep', a.last_step, 'disclosedSteps', a.disclosed_steps)), '[]') FROM authenticators a WHERE a.user_id = c.id AND a.kind = 'totp') AS totp,
           (SELECT coalesce(json_agg(json_build_object('id', r.id, 'salt', encode(r.salt, 'base64'),
              'hash', encode(r.hash, 'base64'))), '[]')
              FROM recovery_codes r WHERE r.user_id = c.id AND r.used_at IS NULL) AS codes
         FROM charged c`,
        [userId, now],
      );
      return row === undefined ? whyNot(sql, userId, now) : chargedOf(sealer, row);
    },
    async acceptTotp({ factorId, step }, event, now) {
      const rows = await sql(
        `${ownerLocked('authenticators')}, accepted AS (UPDATE authenticators a SET last_step = $2, last_used_at = $3,
             disclosed_steps = (SELECT coalesce(jsonb_agg(step), '[]') FROM jsonb_array_elements(disclosed_steps) step
               WHERE step::text::bigint > $2)
           FROM owner o WHERE a.id = $1 AND a.user_id = o.id AND last_step < $2 RETURNING user_id),
         cleared AS (UPDATE users u SET ${clearFailures}, replace_factor_since = NULL
           FROM accepted a WHERE u.id = a.user_id)
         ${recordFrom('accepted', 4)}`,
        [factorId, step, now, ...auditValues(event, now)],
      );
      return rows.length > 0;
    },
    async discloseSteps(factorId, steps) {
      await sql('UPDATE authenticators SET disclosed_steps = disclosed_steps || $2::jsonb WHERE id = $1', [
        factorId,
        JSON.stringify(steps),
      ]);
    },
    async addTotp(factor) {
      await sql(
        `INSERT INTO authenticators (id, user_id, kind, nickname, secret, algorithm, digits, period_seconds,
           last_step, disclosed_steps, confirmed_at)
         VALUES ($1, $2, 'totp', $3, $4, $5, $6, $7, $8, '[]', $9)`,
        [
          factor.id,
          factor.userId,
          factor.nickname,
          sealer.seal(factor.secret, secretPlace(factor.id)),
          factor.algorithm,
          factor.digits,
          factor.period,
          factor.lastStep,
          factor.confirmedAt,
        ],
      );
    },
    async removeFactors(userId) {
      await sql('DELETE FROM authenticators WHERE user_id = $1', [userId]);
    },
    async rename(userId, factorId, nickname) {
      const change = 'UPDATE authenticators SET nickname = $3 WHERE user_id = $1 AND id = $2';
      await sql(change, [userId, factorId, nickname]);
    },
    async remove(userId, factorId) {
      const removal = 'DELETE FROM authenticators WHERE user_id = $1 AND id = $2 RETURNING 1';
      return (await sql(removal, [userId, factorId])).length === 1;
    },
    async removeAll(userId) {
      const rows = await sql<{ kind: FactorKind }>(
        `WITH gone AS (DELETE FROM authenticators WHERE user_id = $1 RETURNING kind, confirmed_at),
         codes AS (DELETE FROM recovery_codes WHERE user_id = $1),
         cleared AS (UPDATE users SET ${clearFailures}, replace_factor_since = NULL WHERE id = $1)
         SELECT kind FROM gone ORDER BY confirmed_at`,
        [userId],
      );
      return rows.map(({ kind }) => kind);
    },
    async markEnrolled(userId, epoch) {
      const [row] = await sql<{ epoch: number }>(
        `UPDATE users SET epoch = epoch + 1, replace_factor_since = NULL, must_enroll_since = NULL, ${clearFailures}
         WHERE id = $1 AND epoch = $2 RETURNING epoch`,
        [userId, epoch],
      );
      return row?.epoch ?? null;
    },
  };
}

function chargedOf(sealer: Sealer, row: ChargedRow): SecondFactorCharge {
  const factors = row.totp.map(({ sealed, ...factor }) => ({
    ...factor,
    secret: openSecret(sealer, factor.id, sealed),
  }));
  return {
    result: 'charged',
    failures: row.failures,
    totp: factors.flatMap(({ secret, ...factor }) => (secret === null ? [] : [{ ...factor, secret }])),
    unreadable: factors.filter(({ secret }) => secret === null).map(({ id }) => id),
    recoveryCodes: row.codes.map((code) => ({
      id: code.id,
      salt: code.salt === null ? null : Buffer.from(code.salt, 'base64'),
      hash: Buffer.from(code.hash, 'base64'),
    })),
  };
}

/** A damaged seed matches no code: that user cannot pass with it, and nobody else is affected. */
function openSecret(sealer: Sealer, factorId: string, sealed: string): string | null {
  try {
    return sealer.open(Buffer.from(sealed, 'base64'), secretPlace(factorId)).toString('utf8');
  } catch {
    return null;
  }
}

async function whyNot(sql: Sql, userId: string, now: Date): Promise<SecondFactorCharge> {
  const [row] = await sql<{ failures: number; locked_until: Date | null }>(
    'SELECT second_factor_failures AS failures, second_factor_locked_until AS locked_until FROM users WHERE id = $1',
    [userId],
  );
  if (row === undefined || row.failures >= failuresBeforeStop) return { result: 'stopped' };
  const waitMs = (row.locked_until?.getTime() ?? now.getTime()) - now.getTime();
  return { result: 'locked', retryAfterSeconds: Math.max(1, Math.ceil(waitMs / 1000)) };
}

/** Where a seed is sealed to. */
export function secretPlace(factorId: string): string {
  return `authenticators.secret:${factorId}`;
}
