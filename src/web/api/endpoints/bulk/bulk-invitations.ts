import { z } from 'zod';
import { word, writtenLanguage } from '../../../../documents/fields.ts';
import { inviteList } from '../../../../organizations/bulk/invite-list.ts';
import { invitedLines, mostLines } from '../../../../organizations/bulk/invited-lines.ts';
import { type JudgedLine, lineStatuses } from '../../../../organizations/bulk/judge-lines.ts';
import { invitationLanguage } from '../../../../organizations/invitations/invite.ts';
import { endpoint } from '../../access/endpoint.ts';
import { administrators } from '../../access/endpoint-access.ts';
import { emailField } from '../../answers/answer-fields.ts';
import { InvalidValue } from '../../answers/errors.ts';

const body = z.strictObject({
  lines: z
    .string()
    .min(1)
    .max(100_000)
    .describe(`addresses, one a line, or CSV with a heading; at most ${mostLines}`),
  role: word(['owner', 'admin', 'member']).default('member'),
  language: writtenLanguage
    .optional()
    .describe('of the mails; default: that of the organization, else of the request'),
  add_seats: z.boolean().optional().describe('adds the seats that are missing in the same step'),
  dry_run: z.boolean().optional().describe('invites nobody, and tells what would come of it'),
});

const line = z
  .object({
    line: z.int().describe('where it stands, from 1'),
    text: z.string(),
    email: emailField.nullable(),
    status: z
      .enum(lineStatuses)
      .describe('ready: will be invited, once nothing stands in the way of the list'),
  })
  .meta({ id: 'InvitedLine' });

const invite = endpoint({
  method: 'POST',
  path: '/organizations/{slug}/invitations/bulk',
  operationId: 'inviteList',
  summary:
    'Invites a list of addresses, all or nobody: nothing is sent where a line is no address or seats are missing',
  access: administrators('where_it_loosens'),
  body,
  status: 200,
  answer: z.object({
    invited: z.int(),
    seats_missing: z.int().describe('beyond those that are free'),
    needs_fresh_mfa: z.boolean().describe('whether it takes a second factor of the last five minutes'),
    lines: z.array(line),
  }),
  refusals: [
    'no_free_seat',
    'already_member',
    'notification_address',
    'not_found',
    'not_allowed',
    'mfa_required',
  ],
  async handle({ deps, body: asked, language, administered }) {
    const { organization, acting } = administered();
    const wanted = {
      organizationId: organization.id,
      lines: linesOf(asked.lines),
      role: asked.role,
      language: asked.language ?? invitationLanguage(organization, language),
      seats: asked.add_seats === true ? 'add_missing' : 'as_they_are',
      mode: asked.dry_run === true ? 'dry_run' : 'write',
    } as const;
    const { lines, invited, seatsMissing, needsFreshMfa } = await inviteList(deps.operations, acting, wanted);
    return {
      body: {
        invited,
        seats_missing: seatsMissing,
        needs_fresh_mfa: needsFreshMfa,
        lines: lines.map(({ line: number, text, email, status }: JudgedLine) => ({
          line: number,
          text,
          email,
          status,
        })),
      },
    };
  },
});

function linesOf(text: string) {
  const list = invitedLines(text);
  if (!list.ok) throw new InvalidValue(422, [{ path: '/lines', problem: list.problem }]);
  return list.addresses;
}

export const bulkInvitationEndpoints = [invite];
