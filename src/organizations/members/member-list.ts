import { membershipFacts, organizationFacts } from '../../people/person-facts.ts';
import type { Reason } from '../../policy/decision.ts';
import type { FactorKind } from '../../policy/facts.ts';
import { memberStatus, type ProtectionStatus } from '../../policy/members/member-status.ts';
import { type StatusTerms, statusTerms } from '../../policy/members/status-terms.ts';
import { isSuspensionOver } from '../../policy/members/suspension.ts';
import { Refusal } from '../../refusal/refusal.ts';
import type { Db, Stores } from '../../stores.ts';
import type { Member } from '../core/organization.ts';
import type { OrganizationAt } from '../core/organization-at.ts';
import type { MemberFilter, MemberKey, MemberRow } from './member-list-store.ts';

/** A member as administrators see them. */
export interface ListedMember extends Omit<MemberRow, 'factors'> {
  readonly status: ProtectionStatus;
  readonly boundBy: readonly Reason[];
  /** Null where a suspension by rule has ended by itself, whether or not that is recorded yet. */
  readonly suspended: Member['suspended'];
  readonly factors: readonly FactorKind[];
}

/** A page of members in the order in which they joined, and one more where there are more. */
export async function listMembers(
  db: Db,
  at: OrganizationAt,
  asked: { readonly filter: MemberFilter; readonly after: MemberKey | null; readonly limit: number },
): Promise<readonly ListedMember[]> {
  const { organization, now } = at;
  const { filter, after, limit } = asked;
  const terms = statusTermsOf(at);
  const page = { after, limit: limit + 1 };
  const rows = await db.transaction(({ memberLists }) =>
    memberLists.page(organization.id, { filter, terms, now }, page),
  );
  return rows.map((row) => listed(row, at));
}

/** @throws Refusal `not_found` */
export async function findListedMember(
  { memberLists }: Pick<Stores, 'memberLists'>,
  at: OrganizationAt,
  userId: string,
): Promise<ListedMember> {
  const row = isUserId(userId) ? await memberLists.row(at.organization.id, userId) : null;
  if (row === null) throw new Refusal('not_found');
  return listed(row, at);
}

/** Whether a text from outside can be the id of a user; the database cannot be asked for any other. */
export function isUserId(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text);
}

/** What the members of an organization have in common in their status. */
export function statusTermsOf({ organization, plans, now }: OrganizationAt): StatusTerms {
  return statusTerms(organizationFacts({ organization, managesUser: false }, plans, now), now.getTime());
}

function listed(row: MemberRow, { organization, plans, now }: OrganizationAt): ListedMember {
  const facts = membershipFacts({ member: row.member, organization, managesUser: false }, plans, now);
  const factors = row.factors.map(({ kind, confirmedAt }) => ({ kind, confirmedAt: confirmedAt.getTime() }));
  const { status, boundBy } = memberStatus(facts, { factors }, now.getTime());
  const isOver = isSuspensionOver(facts, { factors }, now.getTime());
  const kinds = [...new Set(factors.map(({ kind }) => kind))];
  return { ...row, factors: kinds, status, boundBy, suspended: isOver ? null : row.member.suspended };
}
