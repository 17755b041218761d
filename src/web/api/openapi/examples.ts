import { asked, deadline, people, ticket, uuid } from './example-values.ts';
import { forOperators, onlyPage } from './examples-for-operators.ts';
import { enrolling } from './examples-of-factors.ts';
import { ofMany } from './examples-of-many.ts';
import { myself } from './examples-of-oneself.ts';

const { mina, olivia } = people;

const enforcement = {
  required: 'everyone',
  activation: { deadline },
  sessions: 'end_at_deadline',
  self_disable: 'forbid',
  joining: 'at_next_sign_in',
  challenge: asked,
  factors: ['totp', 'webauthn'],
  minimum_acr: 2,
  enrollment_proof: 'mailbox',
  grace_days: 7,
};

const organization = {
  id: uuid(1),
  slug: 'acme',
  name: 'Acme',
  plan: 'team',
  trial_ends_at: null,
  seats: 25,
  seats_in_use: 12,
  time_zone: 'Europe/Brussels',
  notification_email: 'it@acme.example',
  language: 'nl',
  notification_confirmed_at: '2026-11-02T09:00:00.000Z',
  show_notification_email: true,
  domains: ['acme.example'],
  domain_record: null,
  members_may_leave: true,
  join_by_domain: false,
  enforcement_allowed: true,
};

const member = {
  id: uuid(2),
  email: mina,
  name: 'Mina',
  role: 'member',
  status: 'protected',
  override: 'inherit',
  override_reason: null,
  exempt_until: null,
  suspended: false,
  suspended_by: null,
  factors: ['totp'],
  last_mfa_at: '2026-11-30T08:15:00.000Z',
  bound_by: [{ by: 'own_factor', code: 'own_factor', since: null }],
  locked: false,
  locked_until: null,
  managed: true,
  joined_at: '2026-03-02T09:00:00.000Z',
  member_since: '2026-03-02T09:00:00.000Z',
};

const invitation = {
  id: uuid(3),
  email: 'bob@acme.example',
  role: 'member',
  created_at: '2026-11-30T08:15:00.000Z',
  expires_at: '2026-12-07T08:15:00.000Z',
};

const event = {
  id: '4711',
  at: '2026-11-30T08:15:00.000Z',
  type: 'organization.updated',
  actor: { kind: 'user', id: uuid(5), email: olivia, name: null },
  target: null,
  source_address: '203.0.113.5',
  detail: { before: { name: 'Acme Ltd' }, after: { name: 'Acme' } },
};

/**
 * Examples by the name of the schema: of all that is sent and all that is answered, in one invented organization.
 * test/api/openapi-document.test.ts holds each against its schema, and asks for those that are missing.
 */
export const examples: Readonly<Record<string, unknown>> = {
  Organization: organization,
  ListOrganizationsAnswer: onlyPage(organization),
  CreateOrganizationRequest: {
    slug: 'acme',
    name: 'Acme',
    plan: 'team',
    seats: 25,
    time_zone: 'Europe/Brussels',
    domains: ['acme.example'],
  },
  ChangeOrganizationRequest: { name: 'Acme', notification_email: 'it@acme.example' },
  Enforcement: {
    preset: 'by-midnight',
    ...enforcement,
    state: 'scheduled',
    effective_at: deadline,
    deadline,
  },
  EnforcementChange: { preset: 'by-midnight', challenge: asked, grace_days: 7 },
  EnforcementPreview: {
    version: 'jJ1xq0vM6b3yWcO8sRkZp5TnFhUe2LgD4aIiX7wQ9Cs',
    members: 12,
    not_protected: [mina],
    signed_out: [{ member: mina, at: deadline }],
    locked_out: [],
    exempt: [],
    lone_owner: olivia,
    invitations: [invitation.email],
  },
  Member: member,
  DescribedMember: {
    ...member,
    live_sessions: 1,
    last_seen_at: '2026-11-30T09:00:00.000Z',
    last_sign_in_at: '2026-11-30T08:15:00.000Z',
  },
  ListMembersAnswer: onlyPage(member),
  ChangeMemberRequest: { override: 'exempt', exempt_until: deadline, reason: 'waits for a security key' },
  RemindMemberAnswer: { reminded: true },
  SummarizeMembersAnswer: {
    members: 11,
    protected: 8,
    pending: 2,
    unprotected: 1,
    exempt: 1,
    exemptions_ending: 1,
    suspended: 0,
    locked: 0,
    invited: 1,
    invitations_ending: 0,
    seats: 25,
    seats_in_use: 12,
    trend: [{ date: '2026-11-30', protected: 8 }],
  },
  Invitation: invitation,
  ListInvitationsAnswer: onlyPage(invitation),
  InviteRequest: { email: invitation.email, role: 'member' },
  IssueInvitationTicketAnswer: ticket,
  IssueEnrollmentTicketAnswer: ticket,
  SetSeatsRequest: { seats: 25 },
  SetPlanRequest: { plan: 'team', trial_ends_at: null },
  PreviewPlanAnswer: {
    plan: 'free',
    seats: 3,
    seats_in_use: 12,
    enforcement_allowed: false,
    incompatible: [{ code: 'plan_without_enforcement', list: [mina] }],
  },
  ActivityEvent: event,
  ListActivityAnswer: onlyPage(event),
  OrderPasswordResetsRequest: { users: [mina], must_enroll: true },
  OrderPasswordResetsAnswer: {
    ordered: 1,
    skipped: [{ email: 'guest@elsewhere.example', reason: 'not_managed_here' }],
    skipped_count: 1,
    must_enroll: true,
    next_sign_in: { enroll: 1, factor: 0, password_only: 0 },
    job: null,
  },
  ...ofMany,
  ...forOperators,
  ...myself,
  ...enrolling,
  Problem: {
    type: 'urn:countersign:problem:members_not_protected',
    title: 'Not all members are protected yet',
    status: 409,
    code: 'members_not_protected',
    list: [mina],
  },
};
