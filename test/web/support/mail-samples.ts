import { unknownBrowser } from '../../../src/authenticators/browser.ts';
import type { Notice } from '../../../src/notices/notices.ts';
import type { MailModel } from '../../../src/web/mails/mails.ts';
import { midnight } from './frames.ts';

/** Of a notice, as its mail has it. */
export const mailModel = (notice: Notice): MailModel => ({
  notice,
  language: 'en',
  passwordUrl: 'http://localhost:3000/password/forgotten',
  notMeUrl: 'http://localhost:3000/account/not-me/abc',
  securityUrl: 'http://localhost:3000/account/security',
  host: 'localhost:3000',
  reader: 'Mina Ertz',
  by: { name: 'Ann Marsh', network: '203.0.113.0/24' },
  at: midnight - 3 * 86_400_000,
  timeZone: 'Europe/Brussels',
});

export const link = 'https://id.example/somewhere/abc';
export const validForSeconds = 600;
const organization = 'Acme';

/** One of each kind. */
export const noticeSamples: { readonly [Kind in Notice['kind']]: Extract<Notice, { kind: Kind }> } = {
  'mailbox-code': { kind: 'mailbox-code', code: '482913', validForSeconds },
  'enrollment-code': { kind: 'enrollment-code', code: '482913', validForSeconds },
  'second-factor-locked': { kind: 'second-factor-locked' },
  'recovery-code-used': { kind: 'recovery-code-used', codesLeft: 9 },
  'factor-enrolled': { kind: 'factor-enrolled', factor: 'totp' },
  'factor-removed': { kind: 'factor-removed', factor: 'totp' },
  'recovery-codes-replaced': { kind: 'recovery-codes-replaced' },
  'password-changed': { kind: 'password-changed', notMe: 'abc' },
  'new-sign-in': {
    kind: 'new-sign-in',
    application: 'CRM',
    device: { browser: 'Firefox', system: 'Windows' },
    proven: ['password', 'totp'],
    notMe: 'abc',
  },
  'password-reset-reported': { kind: 'password-reset-reported', link, validForSeconds },
  'activity-reported': { kind: 'activity-reported' },
  'password-reset': { kind: 'password-reset', link, validForSeconds },
  'password-reset-ordered': { kind: 'password-reset-ordered', organization, link, validForSeconds },
  'device-reset': { kind: 'device-reset', organization, mustEnroll: true },
  'enrollment-ticket': { kind: 'enrollment-ticket', organization, validForSeconds },
  'second-factor-unlocked': { kind: 'second-factor-unlocked' },
  'sessions-ended': { kind: 'sessions-ended' },
  'email-change': { kind: 'email-change', link, validForSeconds },
  'email-change-consent': { kind: 'email-change-consent', link, validForSeconds },
  'email-changed': { kind: 'email-changed', newEmail: 'new@acme.example' },
  invitation: { kind: 'invitation', organization, link, validForSeconds },
  'invitation-withdrawn': { kind: 'invitation-withdrawn', organization, email: 'ann@old.example' },
  'enrollment-reminder': { kind: 'enrollment-reminder', organization, deadline: midnight },
  'enforcement-announced': { kind: 'enforcement-announced', organization, deadline: midnight },
  'trial-ending': { kind: 'trial-ending', organization, deadline: midnight },
  'left-organizations': { kind: 'left-organizations', organizations: 'Acme, Globex' },
  'notification-address': { kind: 'notification-address', organization, link, validForSeconds },
  'membership-changed': {
    kind: 'membership-changed',
    organization,
    member: 'ann@acme.example',
    change: 'joined',
  },
  'member-reported-activity': {
    kind: 'member-reported-activity',
    organization,
    member: 'ann@acme.example',
  },
  'support-opened': {
    kind: 'support-opened',
    organization,
    reason: 'Ticket 4711: members are signed out',
    validForSeconds: 3600,
  },
  'enforcement-lapsed': { kind: 'enforcement-lapsed', organization },
  'help-requested': { kind: 'help-requested', organization, member: 'ann@acme.example', link },
  'mail-check': { kind: 'mail-check', organization },
  'test-mail': { kind: 'test-mail' },
};

/** Cases of some kinds that have texts of their own. */
const furtherNotices: readonly Notice[] = [
  ...(['left', 'removed', 'suspended', 'reinstated'] as const).map((change) => ({
    ...noticeSamples['membership-changed'],
    change,
  })),
  { kind: 'device-reset', organization: null, mustEnroll: true },
  { kind: 'device-reset', organization, mustEnroll: false },
  { kind: 'enrollment-reminder', organization, deadline: null },
  { kind: 'enforcement-announced', organization, deadline: null },
  { kind: 'factor-removed', factor: 'webauthn' },
  { kind: 'recovery-code-used', codesLeft: 1 },
  {
    kind: 'new-sign-in',
    application: null,
    device: unknownBrowser,
    proven: ['webauthn', 'recovery_code'],
  },
  {
    kind: 'new-sign-in',
    application: null,
    device: { browser: 'Firefox', system: null },
    proven: ['password'],
  },
];

/** Every text that a mail can have: of each kind and case, told of somebody known, of a network alone, and of nobody. */
export const mailCases: readonly MailModel[] = [...Object.values(noticeSamples), ...furtherNotices].flatMap(
  (notice) => [
    mailModel(notice),
    { ...mailModel(notice), by: { name: 'Ann Marsh', network: null } },
    { ...mailModel(notice), by: { name: null, network: '2001:db8:1::/48' } },
    { ...mailModel(notice), reader: null, by: { name: null, network: null } },
  ],
);
