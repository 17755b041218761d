import { activityPage } from '../../../src/web/account/activity.ts';
import { activityReportPage } from '../../../src/web/account/activity-report.ts';
import { applicationWithdrawPage } from '../../../src/web/account/application-withdraw.ts';
import { applicationsPage } from '../../../src/web/account/applications.ts';
import { emailChangePage } from '../../../src/web/account/email-change.ts';
import { notMePage } from '../../../src/web/account/not-me.ts';
import { notificationAddressPage } from '../../../src/web/account/notification-address.ts';
import { organizationLeavePage } from '../../../src/web/account/organization-leave.ts';
import { organizationsPage } from '../../../src/web/account/organizations.ts';
import { overviewPage } from '../../../src/web/account/overview.ts';
import { profilePage } from '../../../src/web/account/profile.ts';
import { profileEmailPage } from '../../../src/web/account/profile-email.ts';
import { checkCodesPage } from '../../../src/web/account/security/check-codes.ts';
import { recoveryCodesPage as newCodesPage } from '../../../src/web/account/security/recovery-codes.ts';
import { removeFactorPage } from '../../../src/web/account/security/remove-factor.ts';
import { renameFactorPage } from '../../../src/web/account/security/rename-factor.ts';
import { renewCodesPage } from '../../../src/web/account/security/renew-codes.ts';
import { replaceFactorPage } from '../../../src/web/account/security/replace-factor.ts';
import { securityPage } from '../../../src/web/account/security/security.ts';
import { setUpPage } from '../../../src/web/account/security/set-up.ts';
import { sessionsPage } from '../../../src/web/account/sessions.ts';
import { sessionsOthersPage } from '../../../src/web/account/sessions-others.ts';
import { brandPage } from '../../../src/web/console/brand/brand.ts';
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
import { operatorBrandPage } from '../../../src/web/operator/brand/brand.ts';
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
import {
  factorModel,
  newCodesModel,
  removeFactorModel,
  securityModel,
  setUpModel,
} from '../account/security/support/models.ts';
import {
  activityModel,
  activityReportModel,
  applicationsModel,
  applicationWithdrawModel,
  emailChangeModel,
  notificationAddressModel,
  notMeModel,
  organizationLeaveModel,
  organizationsModel,
  overviewModel,
  profileEmailModel,
  profileModel,
  sessionsModel,
} from '../account/support/models.ts';
import { activitySamples } from '../console/activity/support/samples.ts';
import { brandModel, look, plainBrandModel } from '../console/brand/support/models.ts';
import { enforcementSamples, refusedEnforcementSamples } from '../console/enforcement/support/samples.ts';
import { invitationSamples } from '../console/invitations/support/samples.ts';
import { memberSamples, refusedMemberSamples } from '../console/members/support/samples.ts';
import { settingsSamples } from '../console/settings/support/samples.ts';
import { overviewSamples } from '../console/support/samples.ts';
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
import { operatorSamples } from '../operator/support/samples.ts';
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
import { accountFrame, bare, operatorFrame } from './frames.ts';

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
  filled(notMePage, notMeModel),
  filled(notificationAddressPage, notificationAddressModel),
  filled(overviewPage, overviewModel),
  filled(overviewPage, {
    ...overviewModel,
    passwordState: 'due',
    factors: [{ nickname: 'Phone' }],
    protection: 'protected',
    recoveryCodes: { left: 2, isCheckDue: true },
    hasRecoveryCodeOnly: true,
  }),
  filled(securityPage, securityModel),
  filled(securityPage, { ...securityModel, factors: [], devices: [], protection: 'unprotected' }),
  filled(setUpPage, setUpModel),
  filled(setUpPage, {
    ...setUpModel,
    app: null,
    key: { options: '{}' },
    proof: 'ticket',
    replaces: { id: 'f1', nickname: 'Work phone' },
  }),
  filled(newCodesPage, newCodesModel),
  filled(renewCodesPage, { ...accountFrame, left: 3 }),
  filled(checkCodesPage, accountFrame),
  filled(renameFactorPage, factorModel),
  filled(removeFactorPage, removeFactorModel),
  filled(removeFactorPage, {
    ...removeFactorModel,
    isForbidden: true,
    leaves: [],
    organizations: [
      { name: 'Acme', follows: 'forbidden', from: null },
      { name: 'Bolt', follows: 'last_owner', from: null },
    ],
  }),
  filled(replaceFactorPage, factorModel),
  filled(profilePage, profileModel),
  filled(profilePage, { ...profileModel, emailVerified: false, pending: null }),
  filled(profileEmailPage, profileEmailModel),
  filled(sessionsPage, sessionsModel),
  filled(sessionsOthersPage, { ...accountFrame, others: 2 }),
  filled(applicationsPage, applicationsModel),
  filled(applicationWithdrawPage, applicationWithdrawModel),
  filled(organizationsPage, organizationsModel),
  filled(organizationLeavePage, organizationLeaveModel),
  filled(activityPage, activityModel),
  filled(activityReportPage, activityReportModel),
  ...overviewSamples,
  ...enforcementSamples,
  filled(brandPage, brandModel),
  filled(brandPage, plainBrandModel),
  filled(operatorBrandPage, { ...operatorFrame, look }),
  ...memberSamples,
  ...invitationSamples,
  ...operatorSamples,
  ...settingsSamples,
  ...activitySamples,
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
    ...newPasswordModel,
    ...bare,
    signedInAs: 'ann@acme.example',
    typed: { value: 'correct horse battery', isReadable: true },
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
  ...refusedEnforcementSamples,
  filled(profileEmailPage, {
    ...profileEmailModel,
    problem: { code: 'email_taken', field: 'new_email', detail: {} },
  }),
  ...refusedMemberSamples,
];
