import type { ListedMember } from '../../../organizations/members/member-list.ts';
import type { FactorKind, Instant, Role } from '../../../policy/facts.ts';
import type { ProtectionStatus } from '../../../policy/members/member-status.ts';

/** A member as the pages of the console show them. */
export interface MemberLine {
  readonly id: string;
  /** Null where they have given none. */
  readonly name: string | null;
  readonly email: string;
  readonly role: Role;
  readonly status: ProtectionStatus;
  /** From when, or since when, the organization requires a second factor of them; null where it does not. */
  readonly requiredFrom: Instant | null;
  /** What was said of this member alone; null: what holds for all. `until` null: without an end. */
  readonly override: { readonly kind: 'required' | 'exempt'; readonly until: Instant | null } | null;
  readonly suspended: 'by_rule' | 'by_admin' | null;
  /** Whether wrong codes have locked their second factor; `until` null: until it is ended. */
  readonly locked: { readonly until: Instant | null } | null;
  readonly factors: readonly { readonly kind: FactorKind }[];
  readonly lastMfaAt: Instant | null;
}

export function memberLine(listed: ListedMember, now: Date): MemberLine {
  const { member, boundBy } = listed;
  const { override, exemptUntil } = member;
  const isOver = override === 'exempt' && exemptUntil !== null && exemptUntil <= now;
  const required = boundBy.find(({ by }) => by === 'organization');
  return {
    id: member.userId,
    name: listed.name,
    email: listed.email,
    role: member.role,
    status: listed.status,
    requiredFrom: required?.since ?? null,
    override:
      override === 'inherit' || isOver ? null : { kind: override, until: exemptUntil?.getTime() ?? null },
    suspended: listed.suspended,
    locked: listed.isLocked ? { until: listed.lockedUntil?.getTime() ?? null } : null,
    factors: listed.factors.map((kind) => ({ kind })),
    lastMfaAt: listed.lastMfaAt?.getTime() ?? null,
  };
}
