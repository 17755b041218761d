import type { PageFrame, PageModel } from '../../src/web/pages.ts';
import { whyOf } from '../../src/web/reasons.ts';

/** 1 December 2026, midnight in Brussels. */
export const midnight = Date.parse('2026-12-01T00:00:00+01:00');

const acme = { id: 'o1', slug: 'acme', name: 'Acme' };

/** A frame as most steps of a sign-in have it. */
export const frame: PageFrame = {
  language: 'en',
  clientName: 'CRM',
  cancelable: true,
  signedInAs: 'ann@acme.example',
  problem: null,
  why: whyOf([{ by: 'organization', code: 'mfa_required', organization: acme, since: midnight }], {
    o1: 'Europe/Brussels',
  }),
};

const bare: PageFrame = { ...frame, clientName: null, cancelable: false, signedInAs: null, why: [] };

const form = (id: string, fields: string) =>
  `<form id="${id}" method="post" action="http://localhost:3000/there?a=1&amp;b=2"><input type="hidden" name="xsrf" value="q&quot;1"/>${fields}</form>`;

/** A black square: enough of a QR code for a picture. */
const pixel =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

const codes = ['abcd-efgh-jkmn-pqrs', '2345-6789-bcdf-ghjk', 'mnpq-rstv-wxyz-2345', 'kmnp-qrst-vwxy-z234'];

/** One model of every page. */
export const pageSamples: readonly PageModel[] = [
  { ...frame, page: 'password', email: '', forgottenPasswordPath: '/password', signedInAs: null, why: [] },
  { ...frame, page: 'mailbox', maskedEmail: 'a••@acme.example' },
  { ...frame, page: 'challenge', recoveryCodeAccepted: true, keyboard: 'digits' },
  {
    ...frame,
    page: 'enroll',
    qrDataUri: `data:image/png;base64,${pixel}`,
    secret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP',
    otpauthUri: 'otpauth://totp/Countersign:ann?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Countersign',
    declinable: false,
  },
  { ...frame, page: 'recovery-codes', codes: [...codes, ...codes, ...codes.slice(2)], why: [] },
  {
    ...frame,
    page: 'new-password',
    minimumLength: 15,
    why: whyOf([{ by: 'session', code: 'password_too_short' }]),
  },
  {
    ...frame,
    page: 'consent',
    clientName: 'CRM',
    scopes: ['openid', 'email', 'offline_access', 'billing'],
    claims: ['birthdate'],
    policyUri: 'https://crm.example/privacy',
    termsUri: null,
    why: [],
  },
  {
    ...bare,
    page: 'error',
    code: 'protocol_error',
    detail: {},
    technical: 'invalid_redirect_uri',
    requestId: '01JD7V0QK4',
  },
  {
    ...frame,
    page: 'refused',
    why: whyOf([{ by: 'organization', code: 'suspended', organization: acme }]),
  },
  { ...bare, page: 'signed-out' },
  { ...frame, page: 'logout-confirm', formHtml: form('op.logoutForm', ''), why: [] },
  {
    ...bare,
    page: 'device-code',
    formHtml: form('op.deviceInputForm', '<input type="text" name="user_code">'),
    userCode: '',
  },
  {
    ...frame,
    page: 'device-confirm',
    clientName: 'Television',
    formHtml: form(
      'op.deviceConfirmForm',
      '<input type="hidden" name="user_code" value="WDJBMJHT"/><input type="hidden" name="confirm" value="yes"/>',
    ),
    userCode: 'WDJB-MJHT',
    why: [],
  },
  { ...bare, page: 'device-done' },
  {
    ...bare,
    page: 'development-mailbox',
    mails: [
      {
        to: 'ann@acme.example',
        subject: '482913 is your code',
        text: 'Type this code:\n\n    482913\n',
        sentAt: midnight,
      },
    ],
  },
];

/** Forms that were refused, one for each way in which a refusal is shown. */
export const refusedSamples: readonly PageModel[] = [
  {
    ...frame,
    page: 'password',
    email: 'ann@acme.example',
    forgottenPasswordPath: null,
    signedInAs: null,
    why: [],
    problem: { code: 'password_wrong', field: 'password', detail: {} },
  },
  {
    ...frame,
    page: 'challenge',
    recoveryCodeAccepted: true,
    keyboard: 'letters',
    problem: { code: 'token_invalid', field: 'code', detail: { driftSeconds: 190 } },
  },
  {
    ...frame,
    page: 'mailbox',
    maskedEmail: 'a••@acme.example',
    problem: { code: 'too_many_attempts', field: null, detail: { retryAfterSeconds: 30 } },
  },
];
