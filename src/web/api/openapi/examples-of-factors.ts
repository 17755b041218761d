import { recoveryCodes, uuid } from './example-values.ts';

const begun = { id: uuid(4), proof: 'mailbox', expires_at: '2026-11-30T08:25:00.000Z' };

const authenticator = {
  id: uuid(4),
  kind: 'totp',
  nickname: 'phone',
  confirmed_at: '2026-11-30T08:16:00.000Z',
  last_used_at: '2026-11-30T09:40:00.000Z',
};

const nothingFollows = { removed_from: [], suspended_in: [] };

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
  ConfirmEnrollmentAnswer: { ...authenticator, last_used_at: null, recovery_codes: recoveryCodes },
  Authenticator: authenticator,
  ListMyAuthenticatorsAnswer: { items: [authenticator], next: null },
  RenameMyAuthenticatorRequest: { nickname: 'old phone' },
  PreviewRemovalAnswer: { ...nothingFollows, forbidden_by: ['acme'], last_owner_of: [] },
  RemoveMyAuthenticatorAnswer: nothingFollows,
  RenewRecoveryCodesAnswer: { recovery_codes: recoveryCodes },
  CheckRecoveryCodeRequest: { code: recoveryCodes[0] },
};
