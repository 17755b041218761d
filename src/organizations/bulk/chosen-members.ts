import type { ChosenMembers, SkippedId } from '../../long-jobs/long-job.ts';
import type { Stores } from '../../stores.ts';
import type { OrganizationAt } from '../core/organization-at.ts';
import { isUserId, statusTermsOf } from '../members/member-list.ts';
import type { MemberFilter, MemberKey, MemberRow } from '../members/member-list-store.ts';

/** Members as somebody names them: by ids or addresses, or by what they have in common. */
export type WantedMembers = { readonly named: readonly string[] } | { readonly matching: MemberFilter };

/** Some of those who were chosen, in an order that everybody reads them in. */
export interface ChosenPage {
  readonly rows: readonly MemberRow[];
  /** Who was chosen and is no member. */
  readonly gone: readonly SkippedId[];
  /** Null at the end. */
  readonly next: MemberKey | null;
}

/** Where a page begins, and its length. */
export interface ChosenFrom {
  readonly after: MemberKey | null;
  readonly limit: number;
}

/**
 * The next of those who were chosen. A filter is asked anew each time: who does not fit any more is passed over, and so is
 * whoever has joined since.
 */
export async function chosenMembers(
  { memberLists }: Pick<Stores, 'memberLists'>,
  at: OrganizationAt & { readonly chosen: ChosenMembers },
  from: ChosenFrom,
): Promise<ChosenPage> {
  const { organization, now, chosen } = at;
  const { after, limit } = from;
  if ('ids' in chosen) {
    const ids = chosen.ids.filter((id) => after === null || id > after.userId);
    const those = ids.slice(0, limit);
    const rows = await memberLists.named(organization.id, those);
    const found = new Set(rows.map(({ member }) => member.userId));
    const gone = those
      .filter((id) => !found.has(id))
      .map((userId) => ({ userId, reason: 'not_found' }) as const);
    const last = those.at(-1);
    return {
      rows,
      gone,
      next: ids.length > limit && last !== undefined ? { sortKey: '', userId: last } : null,
    };
  }
  const { filter, joinedBy } = chosen;
  const asked = { filter, sort: 'joined', terms: statusTermsOf(at), now } as const;
  const found = await memberLists.page(organization.id, asked, { after, limit });
  const rows = found.filter(({ member }) => member.joinedAt.getTime() <= joinedBy);
  const last = found.at(-1);
  const isLast = found.length < limit || rows.length < found.length || last === undefined;
  return { rows, gone: [], next: isLast ? null : { sortKey: last.sortKey, userId: last.member.userId } };
}

/** Whom names mean. */
export interface ResolvedNames {
  readonly ids: readonly string[];
  /** Names of nobody who is a member. */
  readonly unknown: readonly string[];
}

/** @param names in the spelling in which addresses are stored */
export async function resolveNames(
  { memberLists }: Pick<Stores, 'memberLists'>,
  organizationId: string,
  names: readonly string[],
): Promise<ResolvedNames> {
  const rows = await memberLists.named(organizationId, names);
  const known = new Set(rows.flatMap(({ email, member: { userId } }) => [email, userId]));
  const ids = rows.map(({ member }) => member.userId).filter(isUserId);
  return { ids: ids.toSorted(), unknown: [...new Set(names)].filter((name) => !known.has(name)) };
}
