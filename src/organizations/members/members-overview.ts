import type { Db } from '../../stores.ts';
import type { OrganizationAt } from '../core/organization-at.ts';
import { type AskedPage, type ListedMember, pageOfMembers } from './member-list.ts';
import { askedStanding, countMatching, countMembers, type MemberCounts } from './member-summary.ts';

/** A page of members with what stands above it. */
export interface MembersOverview {
  /** One more than the limit where there are more. */
  readonly page: readonly ListedMember[];
  /** Of all members, whatever the filter. */
  readonly counts: MemberCounts;
  /** How many the filter finds; null where they are more than a page, and only a text or the end of an exemption tells them. */
  readonly matching: number | null;
  /** Of all members: of whom a second factor is required one by one. */
  readonly requiredMembers: number;
}

/**
 * The list and the counts in one transaction, so that they fit each other: beside its beginning and end one statement that
 * sets how the database plans, one or with a text two for the page, and one for all counts.
 */
export async function membersOverview(
  db: Db,
  at: OrganizationAt,
  asked: AskedPage,
): Promise<MembersOverview> {
  return db.transaction(async (stores) => {
    const page = await pageOfMembers(stores, at, asked);
    const standing = await stores.memberLists.standing(at.organization.id, askedStanding(at, [at.now]));
    const isWhole = asked.after === null && page.length <= asked.limit;
    const matching = isWhole ? page.length : countMatching(standing, asked.filter, at);
    const chosen = { status: null, text: null, override: 'required' } as const;
    return {
      page,
      counts: countMembers(standing, at),
      matching,
      requiredMembers: countMatching(standing, chosen, at) ?? 0,
    };
  });
}
