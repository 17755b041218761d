import { z } from 'zod';
import { instantText } from '../../../documents/fields.ts';
import {
  type MemberFilter,
  type MemberKey,
  type MemberSort,
  memberSorts,
} from '../../../organizations/members/member-list-store.ts';
import { factorKinds } from '../../../policy/factors/factor-kinds.ts';
import { cursorOf, instantPart, type KeyPart, textPart, uuidPart } from './cursors.ts';

const searched = z
  .string()
  .max(100, 'must have at most 100 characters')
  .regex(/^\P{Cc}*$/u, 'must be on one line')
  .trim();

const filterFields = {
  status: z.enum(['unprotected', 'pending', 'protected']).optional(),
  q: searched.optional().meta({ description: 'Part of the e-mail or the name' }),
  role: z.enum(['owner', 'admin', 'member']).optional(),
  override: z
    .enum(['inherit', 'required', 'exempt'])
    .optional()
    .meta({ description: 'An exemption that has ended counts as inherit' }),
  factor: z
    .enum([...factorKinds, 'none'])
    .optional()
    .meta({ description: 'A kind of factor that they have; none: no factor at all' }),
  exempt_ends_before: instantText.optional().meta({ description: 'Whose exemption stands and ends by then' }),
};

/** Which members, in a query. */
export const memberFilterFields = {
  ...filterFields,
  suspended: z
    .enum(['true', 'false'])
    .optional()
    .meta({ description: 'By an administrator, or by a rule that still holds' }),
};

/** The same in a body. */
export const memberFilterSchema = z
  .strictObject({ ...filterFields, suspended: z.boolean().optional() })
  .meta({ id: 'MemberFilter', description: 'Empty: all members' });

/** Those whom a filter finds, in a body where others are named. */
export const matchingMembers = z
  .strictObject({ matching: memberFilterSchema })
  .meta({ id: 'MatchingMembers' });

type FilterFields = z.output<typeof memberFilterSchema> | z.output<z.ZodObject<typeof memberFilterFields>>;

export function memberFilterOf(fields: FilterFields): MemberFilter {
  const { status = null, q = '', role, override, factor, suspended, exempt_ends_before: until } = fields;
  return {
    status,
    text: q === '' ? null : q,
    role,
    override,
    factor,
    isSuspended: suspended === undefined ? undefined : String(suspended) === 'true',
    exemptEndsBy: until === undefined ? undefined : new Date(until).getTime(),
  };
}

/** A cursor of members says which order it belongs to. */
type SortedKey = MemberKey & { readonly sort: MemberSort };

const sortPart: KeyPart<MemberSort> = {
  write: (sort) => sort,
  read: (text) => memberSorts.find((sort) => sort === text) ?? null,
};

export const memberCursor = cursorOf<SortedKey>({ sort: sortPart, sortKey: textPart, userId: uuidPart });

/** Whether a cursor belongs to a list in this order. */
export function isCursorOf({ sort, sortKey }: SortedKey, wanted: MemberSort): boolean {
  return sort === wanted && (sort !== 'joined' || instantPart.read(sortKey) !== null);
}
