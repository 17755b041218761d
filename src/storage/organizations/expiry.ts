import type { ExpiringKind, ExpiryStore } from '../../jobs/store.ts';
import { endingsKeptDays, mailedKinds } from '../../links/mailed-links.ts';
import type { Sql } from '../database/sql.ts';

/** Throttles are forgotten two days after the last failure; their delays end within a quarter of an hour. */
const throttleDays = 2;

/** Rows that another server is removing are passed over instead of waited for. */
const statements: Record<ExpiringKind, string> = {
  consents: deletion('consents', 'expires_at <= $1'),
  ended_invitations: deletion('ended_invitations', 'expires_at <= $1'),
  idempotency_keys: deletion('idempotency_keys', 'expires_at <= $1'),
  kept_forms: deletion('kept_forms', 'expires_at <= $1'),
  kept_overrides: deletion('kept_overrides', 'expires_at <= $1'),
  long_jobs: deletion('long_jobs', 'expires_at <= $1'),
  one_time_links: deletion('one_time_links', linksCondition()),
  provider_records: deletion('provider_records', 'expires_at <= $1'),
  remembered_devices: deletion('remembered_devices', 'expires_at <= $1'),
  session_records: deletion('session_records', 'expires_at <= $1'),
  support_openings: deletion('support_openings', 'expires_at <= $1'),
  throttles: deletion('throttles', `updated_at <= $1::timestamptz - make_interval(days => ${throttleDays})`),
};

/** Of mailed ones it stays known for a while that they were there. */
function linksCondition(): string {
  const mailed = [...mailedKinds, 'ended'].map((kind) => `'${kind}'`).join(', ');
  return `expires_at <= $1 AND (kind NOT IN (${mailed})
    OR expires_at <= $1::timestamptz - make_interval(days => ${endingsKeptDays}))`;
}

export function createExpiryStore(sql: Sql): ExpiryStore {
  return {
    async removeExpired(kind, now, limit) {
      const rows = await sql(statements[kind], [now, limit]);
      return rows.length;
    },
  };
}

function deletion(table: string, condition: string): string {
  return `DELETE FROM ${table} WHERE ctid = ANY (ARRAY(
    SELECT ctid FROM ${table} WHERE ${condition} LIMIT $2 FOR UPDATE SKIP LOCKED)) RETURNING 1`;
}
