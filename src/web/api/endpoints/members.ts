import { z } from 'zod';
import { type ListedMember, listMembers } from '../../../organizations/members/member-list.ts';
import { memberSorts } from '../../../organizations/members/member-list-store.ts';
import {
  exemptionDays,
  invitationDays,
  summarizeMembers,
} from '../../../organizations/members/member-summary.ts';
import { trendDays } from '../../../organizations/members/protection-trend.ts';
import { endpoint } from '../access/endpoint.ts';
import { administrators } from '../access/endpoint-access.ts';
import { pageOf, pageQuery, toPage } from '../dialects/own/pages.ts';
import { isCursorOf, memberCursor, memberFilterFields, memberFilterOf } from '../input/member-filter.ts';
import { answerMember, describedSchema, memberDocument, memberSchema } from './member-document.ts';

const list = endpoint({
  method: 'GET',
  path: '/organizations/{slug}/members',
  operationId: 'listMembers',
  summary: 'Members with their protection, in the order in which they joined unless `sort` says otherwise',
  access: administrators(),
  query: z
    .strictObject({
      ...pageQuery(memberCursor),
      ...memberFilterFields,
      sort: z
        .enum(memberSorts)
        .default('joined')
        .meta({ description: 'name: by the address where there is none' }),
    })
    .refine(({ cursor, sort }) => cursor === undefined || isCursorOf(cursor, sort), {
      path: ['cursor'],
      message: 'is not a cursor of this list',
    }),
  status: 200,
  answer: pageOf(memberSchema),
  refusals: ['not_found', 'not_allowed'],
  async handle({ deps, query, now, administered }) {
    const { organization } = administered();
    const { db, plans } = deps.operations;
    const { sort, limit, cursor, ...fields } = query;
    const asked = { filter: memberFilterOf(fields), sort, after: cursor ?? null, limit };
    const found = await listMembers(db, { organization, plans, now }, asked);
    const keyOf = ({ member: { userId }, sortKey }: ListedMember) => ({ sort, sortKey, userId });
    return { body: toPage(found, { cursor: memberCursor, limit, keyOf, itemOf: memberDocument }) };
  },
});

const read = endpoint({
  method: 'GET',
  path: '/organizations/{slug}/members/{user}',
  operationId: 'readMember',
  summary: 'One member, by id',
  access: administrators(),
  status: 200,
  answer: describedSchema,
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
    exemptions_ending: z.int().meta({ description: `Of the exempt: within ${exemptionDays} days` }),
    suspended: z.int().meta({ description: 'Of the members' }),
    locked: z.int().meta({ description: 'Of the members: whose second factor wrong codes have locked' }),
    invited: z.int().meta({ description: 'Invitations that have not expired' }),
    invitations_ending: z.int().meta({ description: `Of the invitations: within ${invitationDays} days` }),
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
    const summarized = await summarizeMembers(db, { organization, plans, now });
    const { seatsInUse, exemptionsEnding, invitationsEnding, ...counts } = summarized;
    const body = {
      ...counts,
      exemptions_ending: exemptionsEnding,
      invitations_ending: invitationsEnding,
      seats_in_use: seatsInUse,
    };
    return { body };
  },
});

/** What is read of members. */
export const memberEndpoints = [list, read, summary];
