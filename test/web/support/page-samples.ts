import type { PageFrame, PageModel } from '../../../src/web/pages/pages.ts';
import { whyOf } from '../../../src/web/words/reasons.ts';

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

const anyCode = { recoveryCodeAccepted: true, appCodeAccepted: true, securityKeyAccepted: false };
const anyFactor = { recoveryCodeAccepted: true, appCodeAccepted: true, securityKeyAccepted: true };

/** One model of every page. */
export const pageSamples: readonly PageModel[] = [
  { ...frame, page: 'password', email: '', forgottenPasswordPath: '/password', signedInAs: null, why: [] },
  {
    ...frame,
    page: 'mailbox',
    signedInAs: null,
    hasTicket: false,
    email: 'ann@acme.example',
    declinable: false,
  },
  { ...frame, page: 'ticket', declinable: false },
  { ...frame, page: 'challenge', ...anyCode, asks: 'app_code', key: null },
  {
    ...frame,
    page: 'challenge',
    ...anyFactor,
    asks: 'security_key',
    key: { options: '{"allowCredentials":[]}', askedAt: midnight },
  },
  {
    ...frame,
    page: 'enroll',
    app: {
      qrDataUri: `data:image/png;base64,${pixel}`,
      secret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP',
      otpauthUri: 'otpauth://totp/Countersign:ann?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Countersign',
    },
    key: null,
    others: [],
    declinable: false,
  },
  {
    ...frame,
    page: 'enroll',
    app: null,
    key: { options: '{"challenge":""}', askedAt: midnight },
    others: ['totp'],
    declinable: false,
  },
  { ...frame, page: 'recovery-codes', codes: [...codes, ...codes, ...codes.slice(2)], why: [] },
  {
    ...frame,
    page: 'new-password',
    minimumLength: 15,
    why: whyOf([{ by: 'session', code: 'password_too_short' }]),
  },
  { ...bare, page: 'forgotten-password', email: '' },
  { ...bare, page: 'reset-link-sent', againPath: '/password/forgotten' },
  { ...bare, page: 'reset-link-expired', againPath: '/password/forgotten' },
  { ...bare, page: 'password-saved', accountPath: '/account' },
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
    page: 'join',
    state: 'sign_up',
    organization: 'Acme',
    role: 'admin',
    email: 'ann@acme.example',
    expiresAt: midnight,
    timeZone: 'Europe/Brussels',
    name: '',
    minimumLength: 15,
  },
  {
    ...bare,
    page: 'joined',
    organization: 'Acme',
    role: 'member',
    email: 'ann@acme.example',
    enrollment: { deadline: midnight },
    timeZone: 'Europe/Brussels',
  },
  { ...bare, page: 'email-change', state: 'confirm', newEmail: 'ann@globex.example' },
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
  { ...bare, page: 'home', discoveryPath: '/.well-known/openid-configuration' },
  { ...bare, page: 'signed-out' },
  { ...bare, page: 'still-signed-in' },
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
    page: 'password',
    email: '',
    forgottenPasswordPath: null,
    signedInAs: null,
    why: [],
    problem: { code: 'field_empty', field: 'email', detail: {} },
  },
  {
    ...frame,
    page: 'challenge',
    ...anyFactor,
    asks: 'app_code',
    key: null,
    problem: { code: 'token_invalid', field: 'code', detail: { driftSeconds: 190 } },
  },
  {
    ...frame,
    page: 'challenge',
    ...anyFactor,
    asks: 'recovery_code',
    key: null,
    problem: { code: 'token_invalid', field: 'code', detail: {} },
  },
  {
    ...frame,
    page: 'mailbox',
    signedInAs: null,
    hasTicket: false,
    email: 'ann@acme.example',
    declinable: true,
    problem: { code: 'too_many_attempts', field: null, detail: { retryAfterSeconds: 30 } },
  },
  {
    ...frame,
    page: 'mailbox',
    signedInAs: null,
    hasTicket: true,
    email: 'ann@acme.example',
    declinable: false,
    problem: { code: 'token_invalid', field: 'code', detail: {} },
  },
  {
    ...frame,
    page: 'ticket',
    declinable: false,
    problem: { code: 'token_invalid', field: 'code', detail: {} },
  },
  {
    ...frame,
    page: 'password',
    email: 'ann@acme.example',
    forgottenPasswordPath: '/password/forgotten',
    signedInAs: null,
    why: [],
    problem: { code: 'password_reset_due', field: null, detail: {} },
  },
  {
    ...bare,
    page: 'forgotten-password',
    email: '',
    problem: { code: 'field_empty', field: 'email', detail: {} },
  },
  {
    ...bare,
    page: 'new-password',
    signedInAs: 'ann@acme.example',
    minimumLength: 8,
    problem: { code: 'password_unchanged', field: 'new_password', detail: {} },
  },
  {
    ...bare,
    page: 'join',
    state: 'another',
    organization: 'Acme',
    role: 'member',
    email: 'bob@acme.example',
    expiresAt: midnight,
    timeZone: 'Europe/Brussels',
    name: '',
    minimumLength: 15,
    signedInAs: 'ann@acme.example',
    problem: { code: 'invitation_for_another', field: null, detail: {} },
  },
  {
    ...bare,
    page: 'join',
    state: 'sign_up',
    organization: 'Acme',
    role: 'member',
    email: 'ann@acme.example',
    expiresAt: midnight,
    timeZone: 'Europe/Brussels',
    name: 'Ann',
    minimumLength: 15,
    problem: { code: 'password_too_short', field: 'new_password', detail: {} },
  },
];
