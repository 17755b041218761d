import { hasRoleOver, isOwnMembership } from '../../../organizations/core/admin-context.ts';
import {
  type DescribedMember,
  describeMember,
  findListedMember,
  isUserId,
  type ListedMember,
} from '../../../organizations/members/member-list.ts';
import { type Entitlement, entitlementOf, keepsEnforcing } from '../../../plans/entitlement.ts';
import { Refusal } from '../../../refusal/refusal.ts';
import { administrators } from '../../api/access/endpoint-access.ts';
import { consolePath } from '../../areas/area.ts';
import type { AreaFrame, Visit } from '../../areas/area-page.ts';
import type { Head } from '../../pages/page.ts';
import type { Words } from '../../words/language.ts';
import { refusalInWords } from '../../words/refusals.ts';
import { type MemberLine, memberLine } from './member-line.ts';

/** A page about one member. */
export interface SubjectModel extends AreaFrame {
  readonly slug: string;
  readonly organization: string;
  readonly member: MemberLine;
  /** Why the person may not do it; null: they may. */
  readonly barred: Barred | null;
  /** Why nothing can be required of anybody (T3); null: it can, or what is stands. */
  readonly withoutEnforcement: Exclude<Entitlement, 'allowed' | 'unknown_plan'> | null;
}

/** `own`: it is about themselves; `role`: about somebody of their role or a higher one; else, who manages the account. */
export type Barred = 'own' | 'role' | 'not_managed' | 'managed';

/** What pages about one member have in common. */
export const room = {
  area: 'console/members',
  tab: 'members',
  access: administrators('where_it_loosens'),
  actions: ['continue'],
} as const;

/** The title names the member. */
export function titled(name: string) {
  const place = `console/members.${name}`;
  return (words: Words, { member, problem }: SubjectModel): Head => ({
    title: words.say(`${place}.title`, { name: member.name ?? member.email }),
    problem: problem === null ? null : refusalInWords(words, place, problem),
  });
}

/** Whom the operations are to be told. @throws Refusal `not_found` for what can be nobody's id */
export function targetOf({ ctx, administered }: Visit) {
  const userId = ctx.params.id ?? '';
  if (!isUserId(userId)) throw new Refusal('not_found');
  return { organizationId: administered().organization.id, userId };
}

function at({ deps, now, administered }: Visit) {
  return { organization: administered().organization, plans: deps.operations.plans, now };
}

/** The member of the path. @throws Refusal `not_found` */
export async function listedOf(visit: Visit): Promise<ListedMember> {
  return findListedMember(visit.deps.operations.db, at(visit), targetOf(visit).userId);
}

/** The same with what their own page tells beside. */
export async function describedOf(visit: Visit): Promise<DescribedMember> {
  return describeMember(visit.deps.operations.db, at(visit), targetOf(visit).userId);
}

/** What pages about them show of a member. */
export function subjectOf(visit: Visit, listed: ListedMember): Omit<SubjectModel, keyof AreaFrame> {
  const { organization } = visit.administered();
  return {
    slug: organization.slug,
    organization: organization.name,
    member: memberLine(listed, visit.now),
    barred: barredBy(visit, listed),
    withoutEnforcement: withoutEnforcement(visit),
  };
}

function withoutEnforcement(visit: Visit): SubjectModel['withoutEnforcement'] {
  const { organization, plans, now } = at(visit);
  const entitlement = entitlementOf(organization, plans, now);
  return keepsEnforcing(entitlement) ? null : entitlement;
}

function barredBy(visit: Visit, { member }: ListedMember): Barred | null {
  const { acting } = visit.administered();
  if (isOwnMembership(acting, member.userId)) return 'own';
  return hasRoleOver(acting, member) ? null : 'role';
}

/** The same where only who manages the account may. */
export function barredFromAccount(visit: Visit, listed: ListedMember): Barred | null {
  return barredBy(visit, listed) ?? (listed.isManaged ? null : 'not_managed');
}

/** The address of the member's own page. */
export function memberPath(visit: Visit): string {
  return `${consolePath(visit.administered().organization.slug)}/members/${targetOf(visit).userId}`;
}

/** How they are called in what was done. */
export function nameOf({ name, email }: Pick<ListedMember, 'name' | 'email'>): string {
  return name ?? email;
}
