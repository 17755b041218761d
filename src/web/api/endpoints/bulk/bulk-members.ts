import { z } from 'zod';
import { instantText, shownReason } from '../../../../documents/fields.ts';
import { changeMembers, membersAtOnce } from '../../../../organizations/bulk/change-members.ts';
import type { WantedMembers } from '../../../../organizations/bulk/chosen-members.ts';
import { normalizeEmail } from '../../../../people/email.ts';
import { endpoint } from '../../access/endpoint.ts';
import { administrators } from '../../access/endpoint-access.ts';
import { InvalidValue } from '../../answers/errors.ts';
import { longJobDocument, longJobSchema } from '../../answers/long-job-document.ts';
import { skippedDocument, skippedFields } from '../../answers/skipped-document.ts';
import { matchingMembers, memberFilterOf } from '../../input/member-filter.ts';

/** Names in one request; a filter may find any number. */
const mostNamed = 1000;

const body = z
  .strictObject({
    users: z
      .union([z.array(z.string().max(320)).min(1).max(mostNamed), z.literal('all'), matchingMembers])
      .describe('e-mails or ids of members, all members, or those who match'),
    action: z.enum(['remind', 'require', 'exempt', 'inherit']),
    reason: shownReason.optional().describe('beside an override'),
    exempt_until: instantText.nullable().optional().describe('beside action: exempt; null for no end'),
    dry_run: z.boolean().optional().describe('changes nothing, and tells what would come of it'),
  })
  .refine(({ action, exempt_until: until }) => action === 'exempt' || (until ?? null) === null, {
    path: ['exempt_until'],
    message: 'goes with "action": "exempt"',
  });

const change = endpoint({
  method: 'POST',
  path: '/organizations/{slug}/members/bulk',
  operationId: 'changeMembers',
  summary: `Reminds many members, or sets their override, each by the rules for one; more than ${membersAtOnce} become a job`,
  access: administrators('where_it_loosens'),
  body,
  status: 200,
  alsoCreates: true,
  answer: z.object({
    affected: z.int().describe('with a job: those who are expected to be'),
    ...skippedFields,
    needs_fresh_mfa: z
      .boolean()
      .describe('of a dry run: whether it takes a second factor of the last five minutes'),
    job: longJobSchema.nullable(),
  }),
  refusals: [
    'not_found',
    'not_allowed',
    'mfa_required',
    'plan_without_enforcement',
    'name_not_allowed',
    'too_many_jobs',
  ],
  async handle({ deps, body: asked, now, administered }) {
    const { organization, acting } = administered();
    const { users, action: kind, reason, exempt_until: until, dry_run: isDryRun = false } = asked;
    const exemptUntil = until == null ? until : new Date(until).getTime();
    if (typeof exemptUntil === 'number' && exemptUntil <= now.getTime())
      throw new InvalidValue(422, [{ path: '/exempt_until', problem: 'must lie ahead' }]);
    const action = {
      kind,
      ...(reason !== undefined && reason !== '' && { reason }),
      ...(exemptUntil !== undefined && { exemptUntil }),
    };
    const mode = isDryRun ? 'dry_run' : 'write';
    const { db, plans } = deps.operations;
    const wanted = { organization, members: membersOf(users), action, mode } as const;
    const { affected, skipped, needsFreshMfa, job } = await changeMembers({ db, plans }, acting, wanted);
    return {
      status: job === null ? 200 : 201,
      body: {
        affected,
        ...skippedDocument(skipped),
        needs_fresh_mfa: needsFreshMfa,
        job: job && longJobDocument(job),
      },
    };
  },
});

function membersOf(users: z.output<typeof body>['users']): WantedMembers {
  if (Array.isArray(users)) return { named: users.map(normalizeEmail) };
  return { matching: memberFilterOf(users === 'all' ? {} : users.matching) };
}

export const bulkMemberEndpoints = [change];
