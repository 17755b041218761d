import { z } from 'zod';
import { Misfit } from './problem.ts';

/** Entries on a page unless `limit` says otherwise, and at most. */
const [defaultLimit, longestLimit] = [50, 200];

/** `limit` and `cursor` of every list. */
export const pageQuery = {
  limit: z.coerce.number().int().min(1).max(longestLimit).default(defaultLimit),
  cursor: z.string().max(500).optional(),
};

/** `{ items, next }`; `next` is the cursor of the page after this one, null at the end. */
export function pageOf(item: z.ZodType) {
  return z.object({ items: z.array(item), next: z.string().nullable() });
}

/**
 * Cuts a page out of `limit + 1` rows; the extra one only tells that there is more.
 * @param keyOf what the next page begins after
 */
export function toPage<Row, Item>(
  rows: readonly Row[],
  limit: number,
  keyOf: (row: Row) => readonly string[],
  itemOf: (row: Row) => Item,
): { readonly items: readonly Item[]; readonly next: string | null } {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const hasMore = rows.length > limit && last !== undefined;
  return { items: shown.map(itemOf), next: hasMore ? encodeCursor(keyOf(last)) : null };
}

/** The key that a cursor stands for; null for the first page. @throws Misfit 422 for one that we did not make */
export function cursorKey(cursor: string | undefined, parts: number): readonly string[] | null {
  if (cursor === undefined) return null;
  try {
    const key: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    if (Array.isArray(key) && key.length === parts && key.every((part) => typeof part === 'string'))
      return key;
  } catch {
    // Falls through: it is no cursor of ours.
  }
  throw new Misfit(422, [{ path: '/cursor', problem: 'is not a cursor of this list' }]);
}

/** The opaque form of a key. */
export function encodeCursor(key: readonly string[]): string {
  return Buffer.from(JSON.stringify(key)).toString('base64url');
}
