import { z } from 'zod';
import { startActivityExport } from '../../../../organizations/exports/export-activity.ts';
import { exportInvitations } from '../../../../organizations/exports/invitation-csv.ts';
import { exportMembers } from '../../../../organizations/exports/member-csv.ts';
import { memberSorts } from '../../../../organizations/members/member-list-store.ts';
import { endpoint } from '../../access/endpoint.ts';
import { administrators } from '../../access/endpoint-access.ts';
import { longJobDocument, longJobSchema } from '../../answers/long-job-document.ts';
import { activityFilterFields, activityFilterOf } from '../../input/activity-filter.ts';
import { memberFilterFields, memberFilterOf } from '../../input/member-filter.ts';

/** An answer that is a file of this name. */
function asFile(body: unknown, name: string) {
  return { body, headers: { 'content-disposition': `attachment; filename="${name}"` } };
}

const members = endpoint({
  method: 'GET',
  path: '/organizations/{slug}/members.csv',
  operationId: 'exportMembers',
  summary: 'Members as CSV, all of those who match',
  access: administrators('always'),
  query: z.strictObject({ ...memberFilterFields, sort: z.enum(memberSorts).default('joined') }),
  status: 200,
  answer: z.string(),
  contentType: 'text/csv',
  refusals: ['not_found', 'not_allowed', 'mfa_required'],
  async handle({ deps, query: { sort, ...fields }, administered }) {
    const { organization, acting } = administered();
    const exported = { organization, filter: memberFilterOf(fields), sort };
    const { db, plans } = deps.operations;
    return asFile(await exportMembers({ db, plans }, acting, exported), `${organization.slug}-members.csv`);
  },
});

const invitations = endpoint({
  method: 'GET',
  path: '/organizations/{slug}/invitations.csv',
  operationId: 'exportInvitations',
  summary: 'Pending invitations as CSV',
  access: administrators('always'),
  status: 200,
  answer: z.string(),
  contentType: 'text/csv',
  refusals: ['not_found', 'not_allowed', 'mfa_required'],
  async handle({ deps, administered }) {
    const { organization, acting } = administered();
    const body = await exportInvitations(deps.operations, acting, organization.id);
    return asFile(body, `${organization.slug}-invitations.csv`);
  },
});

const activity = endpoint({
  method: 'POST',
  path: '/organizations/{slug}/activity/export',
  operationId: 'startActivityExport',
  summary: 'Has the activity written into a file, for logs that are too long for one answer',
  access: administrators('always'),
  body: z.strictObject(activityFilterFields),
  status: 201,
  answer: longJobSchema,
  refusals: ['not_found', 'not_allowed', 'mfa_required', 'too_many_jobs'],
  async handle({ deps, body, administered }) {
    const { organization, acting } = administered();
    const wanted = { organizationId: organization.id, filter: activityFilterOf(body) };
    return { body: longJobDocument(await startActivityExport(deps.operations, acting, wanted)) };
  },
});

export const exportEndpoints = [members, invitations, activity];
