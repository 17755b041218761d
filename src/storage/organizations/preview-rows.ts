import type { MembershipRow, PreviewRow } from '../../organizations/members/member-list-store.ts';
import type { UserFacts } from '../../policy/facts.ts';
import type { Sql } from '../database/sql.ts';

/** Members of an organization with what a policy is previewed by, in the order of their ids. */
export async function readPreviewRows(
  sql: Sql,
  organizationId: string,
  { afterUserId, limit }: { readonly afterUserId: string | null; readonly limit: number },
): Promise<readonly PreviewRow[]> {
  const rows = await sql<Row>(previewed, [organizationId, afterUserId ?? firstUser, limit]);
  return rows.map(previewRowOf);
}

/** Before every user. */
const firstUser = '00000000-0000-0000-0000-000000000000';

/** Epoch milliseconds of an instant, or null. A number is read many times faster than a date, and here are thousands. */
function ms(column: string): string {
  return `round(date_part('epoch', ${column}) * 1000)`;
}

const membershipColumns = {
  role: 'm.role',
  override: 'm.override',
  overrideSetAt: ms('m.override_set_at'),
  exemptUntil: ms('m.exempt_until'),
  suspended: 'm.suspended',
  joinedAt: ms('m.joined_at'),
  graceUntil: ms('m.grace_until'),
} as const satisfies Record<keyof MembershipRow, string>;

const selected = Object.entries(membershipColumns).map(([name, column]) => `${column} AS "${name}"`);
const built = Object.entries(membershipColumns).map(([name, column]) => `'${name}', ${column}`);

/** Each member is followed by index; joins of sets would read all users, who are mostly those of others. */
const previewed = `SELECT u.*, ${selected.join(', ')}, ${ms('m.totp_since')} AS "totpSince",
    ${ms('m.webauthn_since')} AS "webauthnSince",
    (SELECT count(*)::int FROM recovery_codes r WHERE r.user_id = u.id AND r.used_at IS NULL) AS "recoveryCodesLeft",
    (SELECT json_agg(${ms('s.opened_at')}) FROM session_records s WHERE s.user_id = u.id AND s.user_epoch = u.epoch)
      AS "sessionsOpenedAt",
    (SELECT json_agg(json_build_object('organizationId', m.organization_id, ${built.join(', ')})) FROM members m
      WHERE m.user_id = u.id AND m.organization_id <> $1) AS elsewhere
  FROM (SELECT * FROM members WHERE organization_id = $1 AND user_id > $2 ORDER BY user_id LIMIT $3) m,
    LATERAL (SELECT id, email, epoch, email_verified AS "emailVerified", password_is_short AS "hasShortPassword",
        ${ms('email_changed_at')} AS "emailChangedAt", ${ms('replace_factor_since')} AS "replaceFactorSince",
        ${ms('must_enroll_since')} AS "mustEnrollSince", deactivated_at IS NOT NULL AS "isDeactivated"
      FROM users WHERE id = m.user_id LIMIT 1) u
  ORDER BY m.user_id`;

interface Row extends MembershipRow, Omit<UserFacts, 'factors' | 'mustReplaceFactor'> {
  readonly email: string;
  readonly replaceFactorSince: number | null;
  readonly totpSince: number | null;
  readonly webauthnSince: number | null;
  readonly sessionsOpenedAt: readonly number[] | null;
  readonly elsewhere: PreviewRow['elsewhere'] | null;
}

function previewRowOf(row: Row): PreviewRow {
  return {
    email: row.email,
    user: userOf(row),
    membership: row,
    elsewhere: row.elsewhere ?? [],
    sessionsOpenedAt: row.sessionsOpenedAt ?? [],
  };
}

function userOf(row: Row): UserFacts {
  const { totpSince, webauthnSince, replaceFactorSince } = row;
  return {
    id: row.id,
    epoch: row.epoch,
    factors: [
      ...(totpSince === null ? [] : [{ kind: 'totp', confirmedAt: totpSince } as const]),
      ...(webauthnSince === null ? [] : [{ kind: 'webauthn', confirmedAt: webauthnSince } as const]),
    ],
    recoveryCodesLeft: row.recoveryCodesLeft,
    mustReplaceFactor: replaceFactorSince !== null,
    replaceFactorSince,
    mustEnrollSince: row.mustEnrollSince,
    emailVerified: row.emailVerified,
    emailChangedAt: row.emailChangedAt,
    hasShortPassword: row.hasShortPassword,
    isDeactivated: row.isDeactivated,
  };
}
