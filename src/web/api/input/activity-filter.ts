import { z } from 'zod';
import type { ActivityFilter } from '../../../audit/activity-store.ts';
import { auditEventTypes } from '../../../audit/event.ts';
import { instantText } from '../../../documents/fields.ts';

/** Which events, in a query or a body. */
export const activityFilterFields = {
  type: z.enum(auditEventTypes).optional(),
  actor: z
    .string()
    .min(1)
    .max(200, { error: 'must be the id of a user, or of a client of the operator' })
    .optional(),
  target: z.uuid({ error: 'must be the id of a user' }).optional(),
  person: z
    .uuid({ error: 'must be the id of a user' })
    .describe('who did it, or whom it happened to')
    .optional(),
  from: instantText.optional(),
  to: instantText.optional(),
};

type Wanted = { readonly [Name in keyof Fields]?: z.output<Fields[Name]> };
type Fields = typeof activityFilterFields;

export function activityFilterOf({ from, to, ...rest }: Wanted): ActivityFilter {
  const said = Object.entries({
    ...rest,
    from: from === undefined ? undefined : new Date(from),
    to: to === undefined ? undefined : new Date(to),
  }).filter(([, value]) => value !== undefined);
  return Object.fromEntries(said);
}
