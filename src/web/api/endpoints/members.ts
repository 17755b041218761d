import { z } from 'zod';
import { listMembers } from '../../../organizations/members/member-list.ts';
import type { MemberKey } from '../../../organizations/members/member-list-store.ts';
import { summarizeMembers } from '../../../organizations/members/member-summary.ts';
import { trendDays } from '../../../organizations/members/protection-trend.ts';
import { endpoint } from '../access/endpoint.ts';
import { administrators } from '../access/endpoint-access.ts';
import { pageOf, pageQuery, toPage } from '../dialects/own/pages.ts';
import { cursorOf, instantPart, uuidPart } from '../input/cursors.ts';
import { answerMember, memberDocument, memberSchema } from './member-document.ts';

const searched = z
  .string()
  .max(100, 'must have at most 100 characters')
  .regex(/^\P{Cc}*$/u, 'must be on one line')
  .trim();

const joined = cursorOf<MemberKey>({ joinedAt: instantPart, userId: uuidPart });

const list = endpoint({
  method: 'GET',
  path: '/organizations/{slug}/members',
  operationId: 'listMembers',
  summary:
    'Members with their protection, in the order in which they joined; q is part of the e-mail or the name',
  access: administrators(),
  query: z.strictObject({
    ...pageQuery(joined),
    status: z.enum(['unprotected', 'pending', 'protected']).optional(),
    q: searched.optional(),
  }),
  status: 200,
  answer: pageOf(memberSchema),
  refusals: ['not_found', 'not_allowed'],
  async handle({ deps, query, now, administered }) {
    const { organization } = administered();
    const { db, plans } = deps.operations;
    const { status = null, q = '', limit, cursor: after = null } = query;
    const filter = { status, text: q === '' ? null : q };
    const found = await listMembers(db, { organization, plans, now }, { filter, after, limit });
    return {
      body: toPage(found, { cursor: joined, limit, keyOf: ({ member }) => member, itemOf: memberDocument }),
    };
  },
});

const read = endpoint({
  method: 'GET',
  path: '/organizations/{slug}/members/{user}',
  operationId: 'readMember',
  summary: 'One member, by id',
  access: administrators(),
  status: 200,
  answer: memberSchema,
  refusals: ['not_found', 'not_allowed'],
  handle: ({ deps, params, administered }) => answerMember(deps, administered(), params.user ?? ''),
});

const summary = endpoint({
  method: 'GET',
  path: '/organizations/{slug}/summary',
  operationId: 'summarizeMembers',
  summary: 'How many members are protected, pending and unprotected (together: all), and how that went',
  access: administrators(),
  status: 200,
  answer: z.object({
    members: z.int(),
    protected: z.int(),
    pending: z.int(),
    unprotected: z.int(),
    exempt: z.int().meta({ description: 'Of the members, protected or not' }),
    suspended: z.int().meta({ description: 'Of the members' }),
    invited: z.int().meta({ description: 'Invitations that have not expired' }),
    seats: z.int(),
    seats_in_use: z.int().meta({ description: 'Members and invitations' }),
    trend: z
      .array(z.object({ date: z.iso.date(), protected: z.int() }).meta({ id: 'ProtectedAtEndOfDay' }))
      .meta({
        description:
          `How many of today's members were protected at the end of each of the last ${trendDays} days in the
        organization's time zone, by the factors that they have now; the last one is today`.replaceAll(
            /\s+/g,
            ' ',
          ),
      }),
  }),
  refusals: ['not_found', 'not_allowed'],
  async handle({ deps, now, administered }) {
    const { organization } = administered();
    const { db, plans } = deps.operations;
    const { seatsInUse, ...counts } = await summarizeMembers(db, { organization, plans, now });
    return { body: { ...counts, seats_in_use: seatsInUse } };
  },
});

/** What is read of members. */
export const memberEndpoints = [list, read, summary];
