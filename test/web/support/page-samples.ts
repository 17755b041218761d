import { emailChangePage } from '../../../src/web/account/email-change.ts';
import { developmentMailboxPage } from '../../../src/web/development/development-mailbox.ts';
import { errorPage } from '../../../src/web/errors/error.ts';
import { accountPage } from '../../../src/web/interaction/account.ts';
import { challengePage } from '../../../src/web/interaction/challenge.ts';
import { consentPage } from '../../../src/web/interaction/consent.ts';
import { enrollPage } from '../../../src/web/interaction/enroll.ts';
import { mailboxPage } from '../../../src/web/interaction/mailbox.ts';
import { newPasswordPage } from '../../../src/web/interaction/new-password.ts';
import { passwordPage } from '../../../src/web/interaction/password.ts';
import { recoveryCodesPage } from '../../../src/web/interaction/recovery-codes.ts';
import { refusedPage } from '../../../src/web/interaction/refused.ts';
import { ticketPage } from '../../../src/web/interaction/ticket.ts';
import { joinPage } from '../../../src/web/invitations/join.ts';
import { joinedPage } from '../../../src/web/invitations/joined.ts';
import { type FilledPage, filled } from '../../../src/web/pages/page.ts';
import { forgottenPasswordPage } from '../../../src/web/password/forgotten-password.ts';
import { passwordSavedPage } from '../../../src/web/password/password-saved.ts';
import { resetLinkExpiredPage } from '../../../src/web/password/reset-link-expired.ts';
import { resetLinkSentPage } from '../../../src/web/password/reset-link-sent.ts';
import { deviceCodePage } from '../../../src/web/provider/device-code.ts';
import { deviceConfirmPage } from '../../../src/web/provider/device-confirm.ts';
import { deviceDeclinedPage } from '../../../src/web/provider/device-declined.ts';
import { deviceDonePage } from '../../../src/web/provider/device-done.ts';
import { formPostPage } from '../../../src/web/provider/form-post.ts';
import { logoutConfirmPage } from '../../../src/web/provider/logout-confirm.ts';
import { otherAccountPage } from '../../../src/web/provider/other-account.ts';
import { signedOutPage } from '../../../src/web/provider/signed-out.ts';
import { stillSignedInPage } from '../../../src/web/provider/still-signed-in.ts';
import { homePage } from '../../../src/web/site/home.ts';
import { emailChangeModel } from '../account/support/models.ts';
import { developmentMailboxModel } from '../development/support/models.ts';
import { errorModel } from '../errors/support/models.ts';
import {
  accountModel,
  challengeModel,
  consentModel,
  enrollModel,
  keyChallengeModel,
  keyEnrollModel,
  mailboxModel,
  newPasswordModel,
  passwordModel,
  recoveryCodesModel,
  refusedModel,
  ticketModel,
} from '../interaction/support/models.ts';
import { joinedModel, joinModel } from '../invitations/support/models.ts';
import {
  forgottenPasswordModel,
  resetLinkExpiredModel,
  resetLinkSentModel,
} from '../password/support/models.ts';
import {
  deviceCodeModel,
  deviceConfirmModel,
  formPostModel,
  logoutConfirmModel,
  otherAccountModel,
} from '../provider/support/models.ts';
import { homeModel } from '../site/support/models.ts';
import { bare } from './frames.ts';

/** One model of every page; of two, where it has two forms. */
export const pageSamples: readonly FilledPage[] = [
  filled(passwordPage, passwordModel),
  filled(accountPage, accountModel),
  filled(mailboxPage, mailboxModel),
  filled(ticketPage, ticketModel),
  filled(challengePage, challengeModel),
  filled(challengePage, keyChallengeModel),
  filled(enrollPage, enrollModel),
  filled(enrollPage, keyEnrollModel),
  filled(recoveryCodesPage, recoveryCodesModel),
  filled(newPasswordPage, newPasswordModel),
  filled(consentPage, consentModel),
  filled(refusedPage, refusedModel),
  filled(forgottenPasswordPage, forgottenPasswordModel),
  filled(resetLinkSentPage, resetLinkSentModel),
  filled(resetLinkExpiredPage, resetLinkExpiredModel),
  filled(passwordSavedPage, bare),
  filled(joinPage, joinModel),
  filled(joinPage, { ...joinModel, state: 'join', signedInAs: 'ann@acme.example' }),
  filled(joinedPage, joinedModel),
  filled(emailChangePage, emailChangeModel),
  filled(errorPage, errorModel),
  filled(homePage, homeModel),
  filled(developmentMailboxPage, developmentMailboxModel),
  filled(signedOutPage, bare),
  filled(stillSignedInPage, bare),
  filled(formPostPage, formPostModel),
  filled(logoutConfirmPage, logoutConfirmModel),
  filled(deviceCodePage, deviceCodeModel),
  filled(deviceConfirmPage, deviceConfirmModel),
  filled(deviceDonePage, bare),
  filled(deviceDeclinedPage, bare),
  filled(otherAccountPage, otherAccountModel),
];

const tokenInvalid = { code: 'token_invalid', field: 'code', detail: {} } as const;

/** Forms that were refused, one for each way in which a refusal is shown. */
export const refusedSamples: readonly FilledPage[] = [
  filled(passwordPage, {
    ...passwordModel,
    email: 'ann@acme.example',
    forgottenPasswordPath: null,
    problem: { code: 'password_wrong', field: 'password', detail: {} },
  }),
  filled(passwordPage, {
    ...passwordModel,
    forgottenPasswordPath: null,
    problem: { code: 'field_empty', field: 'email', detail: {} },
  }),
  filled(challengePage, {
    ...challengeModel,
    securityKeyAccepted: true,
    problem: { code: 'token_invalid', field: 'code', detail: { driftSeconds: 190 } },
  }),
  filled(challengePage, {
    ...challengeModel,
    securityKeyAccepted: true,
    asks: 'recovery_code',
    problem: tokenInvalid,
  }),
  filled(mailboxPage, {
    ...mailboxModel,
    offer: { secondsLeft: null },
    problem: { code: 'too_many_attempts', field: null, detail: { retryAfterSeconds: 30 } },
  }),
  filled(mailboxPage, { ...mailboxModel, hasTicket: true, problem: tokenInvalid }),
  filled(ticketPage, { ...ticketModel, problem: tokenInvalid }),
  filled(passwordPage, {
    ...passwordModel,
    email: 'ann@acme.example',
    forgottenPasswordPath: '/password/forgotten',
    problem: { code: 'password_reset_due', field: null, detail: {} },
  }),
  filled(forgottenPasswordPage, {
    ...forgottenPasswordModel,
    problem: { code: 'field_empty', field: 'email', detail: {} },
  }),
  filled(forgottenPasswordPage, {
    ...forgottenPasswordModel,
    email: 'ann at acme',
    problem: { code: 'email_malformed', field: 'email', detail: {} },
  }),
  filled(newPasswordPage, {
    ...bare,
    signedInAs: 'ann@acme.example',
    minimumLength: 8,
    problem: { code: 'password_unchanged', field: 'new_password', detail: {} },
  }),
  filled(deviceCodePage, {
    ...deviceCodeModel,
    userCode: 'WDJB-MJHT',
    problem: { code: 'token_invalid', field: 'user_code', detail: { ending: 'expired' } },
  }),
  filled(joinPage, {
    ...joinModel,
    state: 'another',
    role: 'member',
    email: 'bob@acme.example',
    signedInAs: 'ann@acme.example',
    problem: { code: 'invitation_for_another', field: null, detail: {} },
  }),
  filled(joinPage, {
    ...joinModel,
    role: 'member',
    name: 'Ann',
    problem: { code: 'password_too_short', field: 'new_password', detail: {} },
  }),
];
