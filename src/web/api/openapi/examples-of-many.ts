import { deadline, people, uuid } from './example-values.ts';
import { onlyPage } from './examples-for-operators.ts';

const { mina, olivia } = people;

const job = {
  id: uuid(6),
  kind: 'exempt_members',
  state: 'running',
  ended_because: null,
  started_by: { id: uuid(5), email: olivia, name: 'Olivia' },
  total: 214,
  done: 100,
  failed: 1,
  failed_by_reason: { not_allowed: 1 },
  started_at: '2026-11-30T08:15:00.000Z',
  updated_at: '2026-11-30T08:15:04.000Z',
  ended_at: null,
  expires_at: '2026-12-07T08:15:04.000Z',
  has_file: false,
};

const skipped = { id: uuid(2), email: mina, name: 'Mina', reason: 'already_so' };

const invitedLine = { line: 2, text: 'bob@acme.example', email: 'bob@acme.example', status: 'invited' };

/** Examples of what is done to many members. */
export const ofMany: Readonly<Record<string, unknown>> = {
  LongJob: job,
  ListJobsAnswer: onlyPage(job),
  ReadJobAnswer: { ...job, first_failed: [{ ...skipped, reason: 'not_allowed' }] },
  JobPerson: job.started_by,
  SkippedMember: skipped,
  MemberFilter: { status: 'pending', role: 'member' },
  MatchingMembers: { matching: { status: 'pending' } },
  ChangeMembersRequest: {
    users: { matching: { status: 'pending' } },
    action: 'exempt',
    exempt_until: deadline,
    reason: 'waits for a security key',
    dry_run: true,
  },
  ChangeMembersAnswer: {
    affected: 11,
    skipped_count: 1,
    skipped_by_reason: { already_so: 1 },
    skipped: [skipped],
    needs_fresh_mfa: true,
    job: null,
  },
  InvitedLine: invitedLine,
  InviteListRequest: {
    lines: 'email;name\nbob@acme.example;Bob\n',
    role: 'member',
    language: 'nl',
    add_seats: true,
  },
  InviteListAnswer: { invited: 1, seats_missing: 0, needs_fresh_mfa: false, lines: [invitedLine] },
  StartActivityExportRequest: { from: '2026-11-01T00:00:00Z' },
};
