import type { NewCodesModel } from '../../../../../src/web/account/security/recovery-codes.ts';
import type { RemoveFactorModel } from '../../../../../src/web/account/security/remove-factor.ts';
import type { SecurityModel } from '../../../../../src/web/account/security/security.ts';
import type { SetUpModel } from '../../../../../src/web/account/security/set-up.ts';
import { accountFrame, midnight } from '../../../support/frames.ts';

const phone = { id: 'f1', kind: 'totp', nickname: 'Work phone' } as const;

export const securityModel: SecurityModel = {
  ...accountFrame,
  protection: 'protected',
  requiredFrom: null,
  factors: [
    { ...phone, addedAt: midnight - 1e10, usedAt: midnight - 3e8 },
    { id: 'f2', kind: 'webauthn', nickname: 'Blue key', addedAt: midnight - 1e9, usedAt: null },
  ],
  recoveryCodes: { left: 3, isCheckDue: true, atHandAt: midnight - 1e10 },
  devices: [
    { id: 'd1', browser: 'Firefox', system: 'Linux', countsFor: [{ organization: 'Acme', until: midnight }] },
    { id: 'd2', browser: null, system: null, countsFor: [] },
  ],
  hasRecoveryCodeOnly: false,
  passwordChangedAt: midnight - 1e10,
  minimumLength: 15,
};

export const setUpModel: SetUpModel = {
  ...accountFrame,
  app: {
    qrDataUri: 'data:image/png;base64,iVBORw0KGgo=',
    secret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP',
    otpauthUri: 'otpauth://totp/x',
  },
  key: null,
  proof: 'mailbox',
  email: 'ann@acme.example',
  replaces: null,
};

export const newCodesModel: NewCodesModel = {
  ...accountFrame,
  codes: ['abcd2345efgh6789', 'ijkl2345mnop6789'],
};

export const factorModel = { ...accountFrame, ...phone };

export const removeFactorModel: RemoveFactorModel = {
  ...factorModel,
  isLast: true,
  organizations: [
    { name: 'Acme', follows: 'pending', from: midnight },
    { name: 'Bolt', follows: 'removed', from: null },
    { name: 'Corp', follows: 'suspended', from: null },
    { name: 'Dune', follows: 'none', from: null },
  ],
  isForbidden: false,
  leaves: ['Bolt'],
  recoveryCodesLeft: 3,
};
