import { deadline, people, recoveryCodes, user, uuid } from './example-values.ts';

const acme = { id: uuid(1), slug: 'acme', name: 'Acme' };

const begun = { id: uuid(4), proof: 'mailbox', expires_at: '2026-11-30T08:25:00.000Z' };

const authenticator = {
  id: uuid(4),
  kind: 'totp',
  nickname: 'phone',
  confirmed_at: '2026-11-30T08:16:00.000Z',
};

const session = {
  id: 'b0fWx9kq2v1sZ8mP7cTj3',
  opened_at: '2026-11-30T08:15:00.000Z',
  last_seen_at: '2026-11-30T09:40:00.000Z',
  source: '203.0.113.5',
  current: true,
};

const nothingFollows = { removed_from: [], suspended_in: [] };

const grant = {
  id: 'q3v1sZ8mP7cTj3b0fWx9kq2v1sZ8mP7cTj3b0fWx9kQ',
  client_id: 'crm',
  client_name: 'Customers',
  scopes: ['openid', 'email'],
  expires_at: '2026-12-30T08:15:00.000Z',
};

const device = {
  id: 'b0fWx9kq2v1sZ8mP7cTj3q3v1sZ8mP7cTj3b0fWx9kQ',
  factor: 'totp',
  source: '203.0.113.5',
  proven_at: '2026-11-30T08:15:00.000Z',
  expires_at: '2026-12-14T08:15:00.000Z',
};

/** Of what people read and change about themselves, by the name of the schema. */
export const myself = {
  Me: {
    id: uuid(2),
    email: people.mina,
    email_verified: true,
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
  Grant: grant,
  ListMyGrantsAnswer: { items: [grant], next: null },
  RememberedDevice: device,
  ListMyRememberedDevicesAnswer: { items: [device], next: null },
  OwnData: {
    exported_at: '2026-11-30T08:15:00.000Z',
    account: user,
    last_language: 'fr',
    factors: [{ kind: 'totp', nickname: 'phone', confirmed_at: '2026-11-30T08:16:00.000Z' }],
    recovery_codes_left: 10,
    memberships: [],
    sessions: [
      {
        opened_at: '2026-11-30T08:15:00.000Z',
        last_seen_at: '2026-11-30T09:40:00.000Z',
        source: '203.0.113.5',
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
  ListMySessionsAnswer: { items: [session], next: null },
  ListJoinableOrganizationsAnswer: { items: [{ slug: 'acme', name: 'Acme' }], next: null },
  JoinOrganizationRequest: { organization: 'acme' },
  JoinOrganizationAnswer: { slug: 'acme', name: 'Acme', role: 'member' },
  ChangeMyPasswordRequest: {
    current_password: 'correct horse battery staple',
    new_password: 'a quite different phrase',
  },
  ChangeMyEmailRequest: { password: 'correct horse battery staple', new_email: 'mina@elsewhere.example' },
  ChangeMyEmailAnswer: {
    new_email: 'mina@elsewhere.example',
    consent_needed: true,
    expires_at: '2026-12-07T08:15:00.000Z',
  },
};

/** Of factors and recovery codes, by the name of the schema. */
export const enrolling = {
  BeginEnrollmentRequest: { kind: 'totp', nickname: 'phone' },
  BeginEnrollmentAnswer: {
    kind: 'totp',
    ...begun,
    secret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP',
    otpauth_uri: 'otpauth://totp/Acme:mina@acme.example?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Acme',
    qr: 'data:image/png;base64,iVBORw0KGgo=',
  },
  ConfirmEnrollmentRequest: { code: '492039', mailbox_code: '71840263' },
  ConfirmEnrollmentAnswer: { ...authenticator, recovery_codes: recoveryCodes },
  ListMyAuthenticatorsAnswer: { items: [authenticator], next: null },
  PreviewRemovalAnswer: { ...nothingFollows, forbidden_by: ['acme'], last_owner_of: [] },
  RemoveMyAuthenticatorAnswer: nothingFollows,
  RenewRecoveryCodesAnswer: { recovery_codes: recoveryCodes },
  CheckRecoveryCodeRequest: { code: recoveryCodes[0] },
};
