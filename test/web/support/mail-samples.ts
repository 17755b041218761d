import type { Notice } from '../../../src/notices/notices.ts';
import type { MailModel } from '../../../src/web/mails/mails.ts';
import { midnight } from './frames.ts';

/** Of a notice, as its mail has it. */
export const mailModel = (notice: Notice): MailModel => ({
  notice,
  language: 'en',
  passwordUrl: 'http://localhost:3000/password/forgotten',
  at: midnight,
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
  'password-changed': { kind: 'password-changed' },
  'password-reset': { kind: 'password-reset', link, validForSeconds },
  'password-reset-ordered': { kind: 'password-reset-ordered', organization, link, validForSeconds },
  'device-reset': { kind: 'device-reset', organization, mustEnroll: true },
  'enrollment-ticket': { kind: 'enrollment-ticket', organization, validForSeconds },
  'second-factor-unlocked': { kind: 'second-factor-unlocked' },
  'email-change': { kind: 'email-change', link, validForSeconds },
  'email-change-consent': { kind: 'email-change-consent', link, validForSeconds },
  'email-changed': { kind: 'email-changed', newEmail: 'new@acme.example' },
  invitation: { kind: 'invitation', organization, link, validForSeconds },
  'invitation-withdrawn': { kind: 'invitation-withdrawn', organization, email: 'ann@old.example' },
  'enrollment-reminder': { kind: 'enrollment-reminder', organization, deadline: midnight },
  'enforcement-announced': { kind: 'enforcement-announced', organization, deadline: midnight },
  'trial-ending': { kind: 'trial-ending', organization, deadline: midnight },
  'left-organizations': { kind: 'left-organizations', organizations: 'Acme, Globex' },
  'membership-changed': {
    kind: 'membership-changed',
    organization,
    member: 'ann@acme.example',
    change: 'joined',
  },
  'enforcement-lapsed': { kind: 'enforcement-lapsed', organization },
  'mail-check': { kind: 'mail-check', organization },
};
