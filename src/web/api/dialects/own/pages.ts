import { z } from 'zod';
import type { Cursor } from '../../input/cursors.ts';

/** Entries on a page unless `limit` says otherwise, and at most. */
const [defaultLimit, longestLimit] = [50, 200];

/** A number of a query: decimal digits, and nothing else that could be taken for a number. */
const limit = z.preprocess(
  (text) => (typeof text === 'string' && /^\d{1,9}$/.test(text) ? Number(text) : text),
  z
    .int(`must be a whole number from 1 to ${longestLimit}`)
    .min(1, 'must be at least 1')
    .max(longestLimit, `must be at most ${longestLimit}`)
    // Said by itself: in the document the default of what is read from text would be lost.
    .meta({ default: defaultLimit }),
);

/** `limit` and `cursor` of a list. */
export function pageQuery<Key>(cursor: Cursor<Key>) {
  return { limit: limit.default(defaultLimit), cursor: cursor.schema.optional() };
}

/** `{ items, next }`; `next` is the cursor of the page after this one, null at the end. */
export function pageOf(item: z.ZodType) {
  return z.object({ items: z.array(item), next: z.string().nullable() });
}

/** A list that is never so long that it has pages. */
export function wholePage<Item>(items: readonly Item[]): {
  readonly items: readonly Item[];
  readonly next: null;
} {
  return { items, next: null };
}

/** How a page of a list is cut and shown. */
interface PageForm<Row, Item, Key> {
  readonly cursor: Cursor<Key>;
  readonly limit: number;
  /** What the next page begins after. */
  readonly keyOf: (row: Row) => Key;
  readonly itemOf: (row: Row) => Item;
}

/** Cuts a page out of `limit + 1` rows; the extra one only tells that there is more. */
export function toPage<Row, Item, Key>(
  rows: readonly Row[],
  { cursor, limit: length, keyOf, itemOf }: PageForm<Row, Item, Key>,
): { readonly items: readonly Item[]; readonly next: string | null } {
  const shown = rows.slice(0, length);
  const last = shown.at(-1);
  const hasMore = rows.length > length && last !== undefined;
  return { items: shown.map(itemOf), next: hasMore ? cursor.write(keyOf(last)) : null };
}
