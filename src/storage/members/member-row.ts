import type { Member } from '../../organizations/core/organization.ts';
import type { MemberRow } from '../../organizations/members/member-list-store.ts';
import type { FactorKind } from '../../policy/facts.ts';

/** A row of a page of members, as member-page.ts selects it. */
export interface Row extends Pick<MemberRow, 'email' | 'name'> {
  readonly organization_id: string;
  readonly user_id: string;
  readonly role: Member['role'];
  readonly override: Member['override'];
  readonly override_set_at: Date | null;
  readonly override_reason: string | null;
  readonly exempt_until: Date | null;
  readonly suspended: Member['suspended'];
  readonly rule_suspends: boolean;
  readonly grace_until: Date | null;
  readonly joined_at: Date;
  readonly factors: readonly { readonly kind: FactorKind; readonly confirmedAt: string }[];
  readonly last_mfa_at: Date | null;
  readonly member_since: Date;
  readonly failures: number;
  readonly locked_until: Date | null;
  readonly is_managed: boolean;
  readonly is_deactivated: boolean;
  /** Null of one member by themselves. */
  readonly sort_key: Date | string | null;
}

export function memberOf(row: Row): MemberRow {
  return {
    member: {
      organizationId: row.organization_id,
      userId: row.user_id,
      role: row.role,
      override: row.override,
      overrideSetAt: row.override_set_at,
      overrideReason: row.override_reason,
      exemptUntil: row.exempt_until,
      suspended: row.suspended,
      ruleSuspends: row.rule_suspends,
      graceUntil: row.grace_until,
      joinedAt: row.joined_at,
    },
    email: row.email,
    name: row.name,
    factors: row.factors.map(({ kind, confirmedAt }) => ({ kind, confirmedAt: new Date(confirmedAt) })),
    lastMfaAt: row.last_mfa_at,
    memberSince: row.member_since,
    secondFactorFailures: row.failures,
    lockedUntil: row.locked_until,
    isManaged: row.is_managed,
    isDeactivated: row.is_deactivated,
    sortKey: row.sort_key instanceof Date ? row.sort_key.toISOString() : (row.sort_key ?? ''),
  };
}
