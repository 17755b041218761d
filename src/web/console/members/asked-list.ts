import type { z } from 'zod';
import { type MemberSort, memberSorts } from '../../../organizations/members/member-list-store.ts';
import { Refusal } from '../../../refusal/refusal.ts';
import {
  isCursorOf,
  memberCursor,
  memberFilterFields,
  memberFilterOf,
} from '../../api/input/member-filter.ts';
import type { Visit } from '../../areas/area-page.ts';

/** The filters of a list of members, each a parameter of its address. */
export const filterNames = [
  'q',
  'status',
  'role',
  'override',
  'factor',
  'suspended',
  'exempt_ends_before',
] as const;

export type FilterName = (typeof filterNames)[number];

/** What the address of a list says. */
export interface AskedList {
  /** The filters that are set, as they were said. */
  readonly set: Readonly<Partial<Record<FilterName, string>>>;
  readonly sort: MemberSort;
}

type Query = Readonly<Record<string, string | string[] | undefined>>;

/** Names are what people look for; what the address says wrongly counts as not said. */
export const usualSort = 'name' satisfies MemberSort;

export function askedList(query: Query): AskedList {
  const set = filterNames.flatMap((name) => {
    const read = memberFilterFields[name].safeParse(query[name]);
    return read.success && read.data !== undefined && read.data !== '' ? [[name, read.data]] : [];
  });
  return {
    set: Object.fromEntries(set),
    sort: memberSorts.find((sort) => sort === query.sort) ?? usualSort,
  };
}

/** As the operations take it. */
export function filterOf({ set }: AskedList) {
  return memberFilterOf(set as z.output<z.ZodObject<typeof memberFilterFields>>);
}

/** The query of the same list, and what is said beside it; empty for the whole list in its usual order. */
export function queryOf({ set, sort }: AskedList, beside: Readonly<Record<string, string>> = {}): string {
  const order = sort === usualSort ? {} : { sort };
  const said = Object.entries({ ...set, ...order, ...beside }).filter(([, value]) => value !== undefined);
  const text = new URLSearchParams(said as [string, string][]).toString();
  return text === '' ? '' : `?${text}`;
}

/** Where the page begins; null at the beginning. @throws Refusal `not_found` for what no page of this list gave */
export function beginningOf({ ctx }: Visit, { sort }: AskedList) {
  const { cursor } = ctx.query;
  if (cursor === undefined) return null;
  const read = memberCursor.schema.safeParse(cursor);
  if (!read.success || !isCursorOf(read.data, sort)) throw new Refusal('not_found');
  return read.data;
}

export function cursorAfter(
  sort: MemberSort,
  { sortKey, userId }: { sortKey: string; userId: string },
): string {
  return memberCursor.write({ sort, sortKey, userId });
}
