import type { Override, Role } from '../../policy/facts.ts';
import type { Member } from '../core/organization.ts';

/** What an administrator asks of one membership; what is left out stays as it is. */
export interface MemberChange {
  readonly role?: Role | undefined;
  readonly override?: Override | undefined;
  /** End of an exemption; null: none. Counts with `override: exempt` alone. */
  readonly exemptUntil?: Date | null | undefined;
  readonly suspended?: boolean | undefined;
  /** Whether `suspended: false` ends what a rule has suspended as well: the operator's word. Default false. */
  readonly endsRules?: boolean | undefined;
  /** For the activity log, and beside an override. */
  readonly reason?: string | undefined;
}

const strictness: Record<Override, number> = { exempt: 0, inherit: 1, required: 2 };

/** The membership after a change; equal in every field when it asks for nothing new. */
export function changedMember(member: Member, change: MemberChange, now: Date): Member {
  return {
    ...member,
    role: change.role ?? member.role,
    ...changedOverride(member, change, now),
    ...changedSuspension(member, change, now),
  };
}

/** Whether two are the same in these fields; default in all. */
export function isSameMember(
  before: Member,
  after: Member,
  fields: readonly (keyof Member)[] = Object.keys(before) as (keyof Member)[],
): boolean {
  return fields.every((field) => before[field]?.valueOf() === after[field]?.valueOf());
}

/** Whether the member is bound less afterwards, or let in again: that takes a fresh second factor (ruling 14). */
export function isLooserFor(before: Member, after: Member, now: Date): boolean {
  if (before.suspended !== null && after.suspended === null) return true;
  // A rule lets them in to enrol, an administrator does not.
  if (before.suspended === 'by_admin' && after.suspended === 'by_rule') return true;
  const [stood, stands] = [standing(before, now), standing(after, now)];
  if (strictness[stands] < strictness[stood]) return true;
  return stood === 'exempt' && stands === 'exempt' && endOf(after) > endOf(before);
}

/** An exemption that has run out is none. */
export function standing({ override, exemptUntil }: Member, now: Date): Override {
  const hasRunOut = override === 'exempt' && exemptUntil !== null && exemptUntil <= now;
  return hasRunOut ? 'inherit' : override;
}

/** The same override again keeps the instant from which it binds (ruling 5). */
function changedOverride(member: Member, change: MemberChange, now: Date): Partial<Member> {
  const { override, reason = null } = change;
  if (override === undefined) return {};
  const isExempt = standing(member, now) === 'exempt';
  const until = change.exemptUntil === undefined && isExempt ? member.exemptUntil : change.exemptUntil;
  const exemptUntil = override === 'exempt' ? (until ?? null) : null;
  const isNew = override !== member.override || (override === 'exempt' && !isExempt);
  if (isNew) {
    // Ruling 19: enforcing one member again binds at once, without grace.
    const graceUntil = override === 'exempt' ? member.graceUntil : null;
    return { override, exemptUntil, overrideSetAt: now, overrideReason: reason, graceUntil };
  }
  const isMoved = exemptUntil?.getTime() !== member.exemptUntil?.getTime();
  return isMoved ? { exemptUntil, overrideReason: reason } : {};
}

/**
 * Who is let in again comes back through joining (ruling 15), and joining counts as a new sign-in (ruling 10). What a rule
 * has suspended stays so beneath a suspension by an administrator, and after it.
 */
function changedSuspension(
  member: Member,
  { suspended, endsRules = false }: MemberChange,
  now: Date,
): Partial<Member> {
  if (suspended === undefined) return {};
  if (suspended)
    return { suspended: 'by_admin', ruleSuspends: member.ruleSuspends || member.suspended === 'by_rule' };
  if (member.suspended !== 'by_admin') return { suspended: null };
  if (!member.ruleSuspends) return { suspended: null, joinedAt: now };
  return { suspended: endsRules ? null : 'by_rule', ruleSuspends: false, joinedAt: now };
}

function endOf({ exemptUntil }: Member): number {
  return exemptUntil?.getTime() ?? Number.POSITIVE_INFINITY;
}
