import { failuresBeforeStop } from '../../limits/failure-limit.ts';
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
import type { MemberFilter, MemberKey, MemberRow, MemberSort, MemberUse } from './member-list-store.ts';

/** A member as administrators see them. */
export interface ListedMember extends Omit<MemberRow, 'factors' | 'secondFactorFailures'> {
  readonly status: ProtectionStatus;
  readonly boundBy: readonly Reason[];
  /** Null where a suspension by rule has ended by itself, whether or not that is recorded yet. */
  readonly suspended: Member['suspended'];
  readonly factors: readonly FactorKind[];
  /** Whether wrong codes have locked their second factor: until `lockedUntil`, or, where that is null, until it is ended. */
  readonly isLocked: boolean;
}

/** What is asked of a list. */
export interface AskedPage {
  readonly filter: MemberFilter;
  /** Default `joined`. */
  readonly sort?: MemberSort;
  readonly after: MemberKey | null;
  readonly limit: number;
}

/** A page of members, and one more where there are more. */
export async function listMembers(
  db: Db,
  at: OrganizationAt,
  asked: AskedPage,
): Promise<readonly ListedMember[]> {
  return db.transaction((stores) => pageOfMembers(stores, at, asked));
}

/** The same within a transaction. */
export async function pageOfMembers(
  { memberLists }: Pick<Stores, 'memberLists'>,
  at: OrganizationAt,
  { filter, sort = 'joined', after, limit }: AskedPage,
): Promise<readonly ListedMember[]> {
  const { organization, now } = at;
  const asked = { filter, sort, terms: statusTermsOf(at), now };
  const rows = await memberLists.page(organization.id, asked, { after, limit: limit + 1 });
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

/** A member with what their own page tells beside the list. */
export interface DescribedMember {
  readonly member: ListedMember;
  /** Null where the organization does not manage the account: what they use elsewhere is not its concern. */
  readonly use: MemberUse | null;
}

/** @throws Refusal `not_found` */
export async function describeMember(
  stores: Pick<Stores, 'memberLists'>,
  at: OrganizationAt,
  userId: string,
): Promise<DescribedMember> {
  const member = await findListedMember(stores, at, userId);
  if (!member.isManaged) return { member, use: null };
  return { member, use: await stores.memberLists.use(at.organization.id, userId, at.now) };
}

/** Whether a text from outside can be the id of a user; the database cannot be asked for any other. */
export function isUserId(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text);
}

/** What the members of an organization have in common in their status. */
export function statusTermsOf({ organization, plans, now }: OrganizationAt): StatusTerms {
  return statusTerms(organizationFacts({ organization, managesUser: false }, plans, now), now.getTime());
}

function listed(
  { secondFactorFailures, lockedUntil: until, factors: confirmed, ...row }: MemberRow,
  { organization, plans, now }: OrganizationAt,
): ListedMember {
  const { member, isManaged } = row;
  const facts = membershipFacts({ member, organization, managesUser: isManaged }, plans, now);
  const factors = confirmed.map(({ kind, confirmedAt }) => ({ kind, confirmedAt: confirmedAt.getTime() }));
  const { status, boundBy } = memberStatus(facts, { factors }, now.getTime());
  const isOver = isSuspensionOver(facts, { factors }, now.getTime());
  const kinds = [...new Set(factors.map(({ kind }) => kind))];
  const isStopped = secondFactorFailures >= failuresBeforeStop;
  const lockedUntil = !isStopped && until !== null && until > now ? until : null;
  return {
    ...row,
    factors: kinds,
    status,
    boundBy,
    suspended: isOver ? null : member.suspended,
    isLocked: isStopped || lockedUntil !== null,
    lockedUntil,
  };
}
