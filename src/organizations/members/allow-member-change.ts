import type { Membership, Person } from '../../people/person.ts';
import { membershipFacts, userFacts } from '../../people/person-facts.ts';
import type { Plans } from '../../plans/plans.ts';
import { isSuspensionOver } from '../../policy/members/suspension.ts';
import { Refusal } from '../../refusal/refusal.ts';
import {
  type AdminContext,
  isOwnMembership,
  requireFreshMfa,
  requireRoleOver,
  requireRoleToGive,
} from '../core/admin-context.ts';
import type { Member, Organization } from '../core/organization.ts';
import { requireEntitledOverride } from './entitled-override.ts';
import { isLooserFor, standing } from './member-change.ts';

interface Asked {
  readonly person: Person;
  /** As it is, in the organization as it is. */
  readonly membership: Membership;
  readonly after: Member;
}

/**
 * Rulings 12, 14 and 15: who may change a membership how.
 * @throws Refusal `not_allowed`, `mfa_required`, `plan_without_enforcement`, `members_not_protected` where a rule has
 *   suspended somebody who is not protected yet
 */
export function authorizeMemberChange(acting: AdminContext, asked: Asked, plans: Plans): void {
  authorizeStanding(acting, standingIn(asked), plans);
  requireEndOfSuspension(acting, asked, plans);
}

/** A member before and after a change, in the organization as it is. */
export interface ChangedStanding {
  readonly before: Member;
  readonly after: Member;
  readonly organization: Organization;
}

function standingIn({ membership: { member, organization }, after }: Asked): ChangedStanding {
  return { before: member, after, organization };
}

/**
 * The part of it that needs to know nothing of their account.
 * @throws Refusal `not_allowed`, `mfa_required`, `plan_without_enforcement`
 */
export function authorizeStanding(acting: AdminContext, changed: ChangedStanding, plans: Plans): void {
  const { now } = acting;
  const { before, after, organization } = changed;
  requireRoles(acting, changed);
  const isOverrideNew = standing(after, now) !== standing(before, now);
  if (isOverrideNew) requireEntitledOverride({ organization, plans, now }, after.override);
  if (isLooserFor(before, after, now)) requireFreshMfa(acting);
}

/** Nobody loosens for themselves, and who shut themselves out could not let themselves in again. */
function requireRoles(acting: AdminContext, { before: member, after }: ChangedStanding): void {
  if (member.role !== after.role) requireRoleToGive(acting, after.role);
  const isOwn = isOwnMembership(acting, member.userId);
  if (!isOwn) requireRoleOver(acting, member);
  if (isOwn && (isLooserFor(member, after, acting.now) || after.suspended !== null))
    throw new Refusal('not_allowed', { reason: 'nobody loosens for themselves, or suspends themselves' });
}

/** What a rule has suspended ends by enrolling, or by nothing being enforced any more; only the operator ends it else. */
function requireEndOfSuspension({ admin, now }: AdminContext, asked: Asked, plans: Plans): void {
  const { person, membership, after } = asked;
  if (admin === null || membership.member.suspended !== 'by_rule' || after.suspended !== null) return;
  const facts = membershipFacts({ ...membership, member: { ...after, suspended: 'by_rule' } }, plans, now);
  if (isSuspensionOver(facts, userFacts(person), now.getTime())) return;
  throw new Refusal('members_not_protected', { list: [person.user.email] });
}
