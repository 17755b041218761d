import { nothingTyped } from '../../../../src/web/forms/typed-password.ts';
import type { ChallengeModel } from '../../../../src/web/interaction/challenge.ts';
import type { ConsentModel } from '../../../../src/web/interaction/consent.ts';
import type { EnrollModel } from '../../../../src/web/interaction/enroll.ts';
import type { MailboxModel } from '../../../../src/web/interaction/mailbox.ts';
import type { NewPasswordModel } from '../../../../src/web/interaction/new-password.ts';
import type { PasswordModel } from '../../../../src/web/interaction/password.ts';
import type { RecoveryCodesModel } from '../../../../src/web/interaction/recovery-codes.ts';
import type { TicketModel } from '../../../../src/web/interaction/ticket.ts';
import type { PageFrame } from '../../../../src/web/pages/page-frame.ts';
import { whyOf } from '../../../../src/web/words/reasons.ts';
import { acme, frame, midnight } from '../../support/frames.ts';

/** A black square: enough of a QR code for a picture. */
const pixel =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

const codes = ['abcd-efgh-jkmn-pqrs', '2345-6789-bcdf-ghjk', 'mnpq-rstv-wxyz-2345', 'kmnp-qrst-vwxy-z234'];

export const passwordModel: PasswordModel = {
  ...frame,
  signedInAs: null,
  why: [],
  email: '',
  typed: nothingTyped,
  forgottenPasswordPath: '/password/forgotten',
};

export const mailboxModel: MailboxModel = {
  ...frame,
  signedInAs: null,
  hasTicket: false,
  email: 'ann@acme.example',
  digits: 8,
  offer: null,
};

export const ticketModel: TicketModel = { ...frame, offer: null };

/** Of somebody who has an app. */
export const challengeModel: ChallengeModel = {
  ...frame,
  recoveryCodeAccepted: true,
  appCodeAccepted: true,
  securityKeyAccepted: false,
  help: {
    helpers: [{ organization: 'Acme', ask: 'administrator', email: 'it@acme.example' }],
    unmanaging: [],
  },
  asks: 'app_code',
  key: null,
  remembering: [
    { organization: 'Acme', from: null, until: midnight + 24 * 60 * 60 * 1000, timeZone: 'Europe/Brussels' },
    {
      organization: 'Bolt',
      from: midnight,
      until: midnight + 24 * 60 * 60 * 1000,
      timeZone: 'Europe/Brussels',
    },
  ],
  isRemembered: true,
  offer: null,
};

/** Of somebody who has a key as well, and is asked for it. */
export const keyChallengeModel: ChallengeModel = {
  ...challengeModel,
  securityKeyAccepted: true,
  asks: 'security_key',
  key: { options: '{"allowCredentials":[]}', askedAt: midnight },
};

export const enrollModel: EnrollModel = {
  ...frame,
  stepCount: { number: 2, of: 3 },
  app: {
    qrDataUri: `data:image/png;base64,${pixel}`,
    secret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP',
    otpauthUri: 'otpauth://totp/Countersign:ann?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Countersign',
  },
  key: null,
  others: [],
  offer: null,
};

export const keyEnrollModel: EnrollModel = {
  ...frame,
  app: null,
  key: { options: '{"challenge":""}', askedAt: midnight },
  others: ['totp'],
  offer: null,
};

export const recoveryCodesModel: RecoveryCodesModel = {
  ...frame,
  why: [],
  codes: [...codes, ...codes, ...codes.slice(2)],
};

export const newPasswordModel: NewPasswordModel = {
  ...frame,
  typed: nothingTyped,
  minimumLength: 15,
  why: whyOf([{ by: 'session', code: 'password_too_short' }]),
};

export const consentModel: ConsentModel = {
  ...frame,
  clientName: 'CRM',
  scopes: ['openid', 'email', 'offline_access', 'billing'],
  claims: ['birthdate'],
  attributes: ['department', 'teams'],
  policyUri: 'https://crm.example/privacy',
  termsUri: null,
  why: [],
};

export const accountModel: PageFrame = { ...frame, why: [] };

export const refusedModel: PageFrame = {
  ...frame,
  why: whyOf([{ by: 'organization', code: 'suspended', organization: acme }]),
};
