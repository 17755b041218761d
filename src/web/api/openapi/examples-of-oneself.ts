import { deadline, people, user, uuid } from './example-values.ts';

const acme = { id: uuid(1), slug: 'acme', name: 'Acme' };

const browser = { browser: 'Firefox', system: 'Windows' };

const session = {
  id: 'b0fWx9kq2v1sZ8mP7cTj3',
  opened_at: '2026-11-30T08:15:00.000Z',
  last_seen_at: '2026-11-30T09:40:00.000Z',
  source: '203.0.113.5',
  ...browser,
  second_factor: { kind: 'totp', at: '2026-11-30T08:15:00.000Z' },
  applications: [{ client_id: 'crm', client_name: 'Customers' }],
  ends_at: '2026-12-01T08:15:00.000Z',
  current: true,
};

const pendingEmail = {
  new_email: 'mina@elsewhere.example',
  consent_needed: true,
  confirmed_new: true,
  confirmed_old: false,
  expires_at: '2026-12-07T08:15:00.000Z',
};

const offer = {
  id: uuid(6),
  organization: acme,
  role: 'member',
  created_at: '2026-11-30T08:15:00.000Z',
  expires_at: '2026-12-07T08:15:00.000Z',
};

const grant = {
  id: 'q3v1sZ8mP7cTj3b0fWx9kq2v1sZ8mP7cTj3b0fWx9kQ',
  client_id: 'crm',
  client_name: 'Customers',
  client_address: 'https://crm.example',
  first_party: false,
  scopes: ['openid', 'email'],
  granted_at: '2026-11-30T08:15:00.000Z',
  last_used_at: '2026-11-30T09:40:00.000Z',
  expires_at: '2026-12-30T08:15:00.000Z',
};

const { id: _, ...application } = grant;

const device = {
  id: 'b0fWx9kq2v1sZ8mP7cTj3q3v1sZ8mP7cTj3b0fWx9kQ',
  factor: 'totp',
  source: '203.0.113.5',
  ...browser,
  proven_at: '2026-11-30T08:15:00.000Z',
  expires_at: '2026-12-14T08:15:00.000Z',
  counts_for: [{ organization: acme, until: '2026-12-14T08:15:00.000Z' }],
};

const activity = {
  id: '4711',
  at: '2026-11-30T08:15:00.000Z',
  type: 'account.signed_in',
  by: { role: 'self', organization: null },
  organization: null,
  network: '203.0.113.5',
  application: { client_id: 'crm', client_name: 'Customers' },
  detail: { stepUp: false },
};

/** Of what people read and change about themselves, by the name of the schema. */
export const myself = {
  Me: {
    id: uuid(2),
    email: people.mina,
    email_verified: true,
    email_changed_at: '2026-11-28T08:15:00.000Z',
    email_proves_from: '2026-12-05T08:15:00.000Z',
    password_changed_at: '2026-03-02T09:00:00.000Z',
    name: 'Mina',
    locale: 'fr-BE',
    zoneinfo: 'Europe/Brussels',
    factors: [],
    recovery_codes_left: 0,
    recovery_codes_at_hand_at: null,
    recovery_codes_check_due: false,
    memberships: [
      {
        organization: acme,
        role: 'member',
        suspended: null,
        status: 'pending',
        required_from: deadline,
        exempt_until: null,
        time_zone: 'Europe/Brussels',
        may_leave: true,
      },
    ],
    banner: [{ organization: acme, required_from: deadline, time_zone: 'Europe/Brussels' }],
  },
  ChangeMeRequest: { name: 'Mina', locale: 'fr-BE', zoneinfo: null },
  OwnApplication: application,
  ListMyApplicationsAnswer: { items: [application], next: null },
  Grant: grant,
  ListMyGrantsAnswer: { items: [grant], next: null },
  RememberedDevice: device,
  ListMyRememberedDevicesAnswer: { items: [device], next: null },
  OwnData: {
    exported_at: '2026-11-30T08:15:00.000Z',
    account: user,
    last_language: 'fr',
    password_changed_at: '2026-03-02T09:00:00.000Z',
    factors: [
      {
        kind: 'totp',
        nickname: 'phone',
        confirmed_at: '2026-11-30T08:16:00.000Z',
        last_used_at: '2026-11-30T09:40:00.000Z',
      },
    ],
    recovery_codes_left: 10,
    memberships: [],
    sessions: [
      {
        opened_at: '2026-11-30T08:15:00.000Z',
        last_seen_at: '2026-11-30T09:40:00.000Z',
        source: '203.0.113.5',
        ...browser,
      },
    ],
    remembered_devices: [device],
    applications: [grant],
    consents: [
      {
        client_id: 'crm',
        scopes: ['openid', 'email'],
        claims: [],
        resources: {},
        agreed_at: '2026-11-30T08:15:00.000Z',
        expires_at: '2027-11-30T08:15:00.000Z',
      },
    ],
    activity: [
      {
        at: '2026-11-30T08:15:00.000Z',
        type: 'account.signed_in',
        by: 'user',
        source_address: '203.0.113.5',
        detail: { client: 'crm', stepUp: false },
      },
    ],
  },
  ListMyActivityAnswer: { items: [activity], next: null },
  ReportMyActivityRequest: { event: activity.id },
  ReportMyActivityAnswer: { password_reset: true, organizations: [acme] },
  ListMySessionsAnswer: { items: [session], next: null },
  ListJoinableOrganizationsAnswer: { items: [{ slug: 'acme', name: 'Acme' }], next: null },
  OwnInvitation: offer,
  ListMyInvitationsAnswer: { items: [offer], next: null },
  AcceptMyInvitationAnswer: { slug: 'acme', name: 'Acme', role: 'member' },
  JoinOrganizationRequest: { organization: 'acme' },
  JoinOrganizationAnswer: { slug: 'acme', name: 'Acme', role: 'member' },
  ChangeMyPasswordRequest: {
    current_password: 'correct horse battery staple',
    new_password: 'a quite different phrase',
  },
  PendingEmailChange: pendingEmail,
  ReadMyEmailChangeAnswer: { pending: pendingEmail },
  ChangeMyEmailRequest: { password: 'correct horse battery staple', new_email: 'mina@elsewhere.example' },
  ChangeMyEmailAnswer: {
    new_email: 'mina@elsewhere.example',
    consent_needed: true,
    expires_at: '2026-12-07T08:15:00.000Z',
  },
};
