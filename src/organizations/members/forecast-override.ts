import { membershipFacts } from '../../people/person-facts.ts';
import type { Override } from '../../policy/facts.ts';
import { Refusal } from '../../refusal/refusal.ts';
import type { Stores } from '../../stores.ts';
import type { OrganizationAt } from '../core/organization-at.ts';
import { notBeforeSaved } from '../core/saved-policy.ts';
import { endsSessionsNow } from './enforce-again.ts';
import { changedMember } from './member-change.ts';
import { isUserId } from './member-list.ts';

/** What an override would do to one member now. */
export interface OverrideForecast {
  /** Whether it is another one than stands. */
  readonly isNew: boolean;
  /** Whether it ends their sessions (T20), or they keep them (T21). */
  readonly endsSessions: boolean;
}

/** Asks the rules that `changeMember` asks; nothing changes. @throws Refusal `not_found` */
export async function forecastOverride(
  { memberLists }: Pick<Stores, 'memberLists'>,
  { organization, plans, now }: OrganizationAt,
  { userId, override }: { readonly userId: string; readonly override: Override },
): Promise<OverrideForecast> {
  const row = isUserId(userId) ? await memberLists.row(organization.id, userId) : null;
  if (row === null) throw new Refusal('not_found');
  const { member: before, isManaged } = row;
  const after = changedMember(before, { override }, notBeforeSaved(organization, now));
  const facts = membershipFacts({ member: after, organization, managesUser: isManaged }, plans, now);
  const factors = row.factors.map(({ kind, confirmedAt }) => ({ kind, confirmedAt: confirmedAt.getTime() }));
  const isNew = before.override !== after.override;
  return { isNew, endsSessions: isNew && endsSessionsNow(facts, { factors }, now) };
}
