import { z } from 'zod';
import type { AdminContext } from '../../../organizations/core/admin-context.ts';
import { issueTicket } from '../../../organizations/members/issue-ticket.ts';
import type { WantedResets } from '../../../organizations/resets/candidate.ts';
import {
  type OrderedResets,
  orderMatchingResets,
  orderNamedResets,
  previewNamedResets,
  resetAtOnce,
} from '../../../organizations/resets/order-password-resets.ts';
import { normalizeEmail } from '../../../people/email.ts';
import { Refusal } from '../../../refusal/refusal.ts';
import type { WebDeps } from '../../http/context.ts';
import { endpoint } from '../access/endpoint.ts';
import { administrators } from '../access/endpoint-access.ts';
import { emailField, ticketSchema } from '../answers/answer-fields.ts';
import { longJobDocument, longJobSchema } from '../answers/long-job-document.ts';
import { matchingMembers, memberFilterOf } from '../input/member-filter.ts';

const orderBody = z.strictObject({
  users: z
    .union([z.array(z.string().max(320)).min(1).max(resetAtOnce), z.literal('all'), matchingMembers])
    .describe(
      'e-mails or ids of members, all whom the organization manages but the caller, or those of them who match',
    ),
  dry_run: z.boolean().optional().describe('changes nothing, and tells what would come of it'),
  must_enroll: z
    .boolean()
    .optional()
    .describe(
      'those without a second factor set one up at their next sign-in, in every environment; default: where the plan has enforcement',
    ),
});

const reason = z.enum(['not_managed_here', 'not_allowed', 'own_device', 'not_found']);

const orderAnswer = z.object({
  ordered: z.int().describe('old passwords that open nothing any more; with a job those that are about to'),
  skipped: z.array(z.object({ email: emailField, reason }).meta({ id: 'SkippedReset' })),
  skipped_count: z.int().describe('however long the list is'),
  must_enroll: z.boolean(),
  next_sign_in: z
    .object({
      enroll: z.int().describe('set a second factor up first'),
      factor: z.int().describe('are asked for the factor they have'),
      password_only: z.int().describe('nothing here asks them for a factor'),
    })
    .describe(
      'what the next sign-ins of those who were reset ask beside the new password, by the number of people',
    ),
  job: longJobSchema.nullable().describe(`what goes on with it where they are more than ${resetAtOnce}`),
});

/** Members named in an answer that were skipped. */
const mostListed = 1000;

const orderResets = endpoint({
  method: 'POST',
  path: '/organizations/{slug}/password-resets',
  operationId: 'orderPasswordResets',
  summary: 'Makes the passwords of members worthless, signs them out, and mails each a link to a new one',
  access: administrators('where_it_loosens'),
  body: orderBody,
  status: 200,
  answer: orderAnswer,
  refusals: [
    'mfa_required',
    'not_managed_here',
    'not_allowed',
    'own_device',
    'not_found',
    'mail_not_working',
    'nobody_to_mail',
    'plan_without_enforcement',
    'too_many_jobs',
  ],
  async handle({ deps, body, administered }) {
    const { organization, acting } = administered();
    const wanted = { organizationId: organization.id, mustEnroll: body.must_enroll ?? null };
    const order = { ...wanted, mode: body.dry_run === true ? 'dry_run' : 'write' } as const;
    const { ordered, skipped, mustEnroll, asked, job } = await orderBy(deps, acting, {
      ...order,
      users: body.users,
    });
    return {
      body: {
        ordered,
        skipped: skipped.slice(0, mostListed),
        skipped_count: skipped.length,
        must_enroll: mustEnroll,
        next_sign_in: asked,
        job: job && longJobDocument(job),
      },
    };
  },
});

interface Order extends WantedResets {
  readonly users: z.output<typeof orderBody>['users'];
  readonly mode: 'dry_run' | 'write';
}

function orderBy(
  { operations }: WebDeps,
  acting: AdminContext,
  { users, mode, ...wanted }: Order,
): Promise<OrderedResets> {
  if (Array.isArray(users)) {
    const asked = { ...wanted, named: [...new Set(users.map(normalizeEmail))] };
    return mode === 'write'
      ? orderNamedResets(operations, acting, asked)
      : previewNamedResets(operations, acting, asked);
  }
  const matching = memberFilterOf(users === 'all' ? {} : users.matching);
  return orderMatchingResets(operations, acting, { ...wanted, matching, mode });
}

const ticket = endpoint({
  method: 'POST',
  path: '/organizations/{slug}/members/{user}/ticket',
  operationId: 'issueEnrollmentTicket',
  secrets: ['code'],
  summary: 'A code, shown once, that a member is handed to set up a first factor',
  access: administrators('always'),
  status: 201,
  answer: ticketSchema,
  refusals: ['mfa_required', 'not_found', 'not_managed_here', 'not_allowed', 'own_device'],
  async handle({ deps, params, administered }) {
    const { organization, acting } = administered();
    const { db } = deps.operations;
    const query = { named: [normalizeEmail(params.user ?? '')], afterUserId: null, limit: 1 };
    const [member] = await db.memberLists.resetCandidates(organization.id, query);
    if (member === undefined) throw new Refusal('not_found');
    const wanted = { organizationId: organization.id, userId: member.userId };
    const { code, expiresAt } = await issueTicket(db, acting, wanted);
    return { body: { code, expires_at: expiresAt.toISOString() } };
  },
});

export const passwordResetEndpoints = [orderResets, ticket];
