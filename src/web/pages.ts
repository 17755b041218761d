import type { Instant } from '../policy/facts.ts';
import type { RefusalCode, RefusalDetail } from '../refusal.ts';
import type { Language } from './language.ts';
import type { Why } from './reasons.ts';

/** What every page has. */
export interface PageFrame {
  readonly language: Language;
  /** The application that the person is signing in to; null where there is none. */
  readonly clientName: string | null;
  /** Offers `action=cancel`, which sends the person back to the application without a sign-in. */
  readonly cancelable: boolean;
  /** E-mail of the person whose sign-in this is; null while nobody is known. */
  readonly signedInAs: string | null;
  /** Why the form is shown again, or null. */
  readonly problem: Problem | null;
  /** Why this step is asked for. */
  readonly why: readonly Why[];
}

export type FieldName = 'email' | 'password' | 'code' | 'kept' | 'new_password' | 'user_code';

/** A refusal shown on a form; `field` is the one to correct, null when it is none of them. */
export interface Problem {
  readonly code: RefusalCode;
  readonly field: FieldName | null;
  readonly detail: RefusalDetail;
}

/** First factor. Actions: continue, cancel. */
export interface PasswordPage extends PageFrame {
  readonly page: 'password';
  /** What was typed before, or a login hint; empty when neither. */
  readonly email: string;
  /** Where a new password can be asked for; null where that is not offered. */
  readonly forgottenPasswordPath: `/${string}` | null;
}

/** Asks for the code that was mailed. Actions: continue, resend, switch, cancel. */
export interface MailboxPage extends PageFrame {
  readonly page: 'mailbox';
  /** The address with its middle hidden, e.g. `a•••@acme.example`. */
  readonly maskedEmail: string;
}

/** Second factor. Actions: continue, use_recovery_code (shows the page with `keyboard: 'letters'`), switch, cancel. */
export interface ChallengePage extends PageFrame {
  readonly page: 'challenge';
  /** Whether a recovery code may stand in for the app's code; the same field takes it. */
  readonly recoveryCodeAccepted: boolean;
  /** What a phone shows for the field: an app's code has digits only, a recovery code has letters. */
  readonly keyboard: 'digits' | 'letters';
}

/** Sets up TOTP. Actions: continue, later (if declinable), switch, cancel. */
export interface EnrollPage extends PageFrame {
  readonly page: 'enroll';
  readonly qrDataUri: `data:image/png;base64,${string}`;
  /** Base32 without spaces. */
  readonly secret: string;
  readonly otpauthUri: `otpauth://${string}`;
  readonly declinable: boolean;
}

/** Shows new recovery codes once. Actions: continue, download (a text file), cancel. */
export interface RecoveryCodesPage extends PageFrame {
  readonly page: 'recovery-codes';
  /** Without spaces inside. */
  readonly codes: readonly string[];
}

/** Replaces a password. Actions: continue, cancel. */
export interface NewPasswordPage extends PageFrame {
  readonly page: 'new-password';
  /** In characters. */
  readonly minimumLength: number;
}

/** Asks to share data with an application. Actions: continue, cancel (deny). */
export interface ConsentPage extends PageFrame {
  readonly page: 'consent';
  readonly clientName: string;
  readonly scopes: readonly string[];
  /** Claims asked for one by one, beyond the scopes. */
  readonly claims: readonly string[];
  readonly policyUri: string | null;
  readonly termsUri: string | null;
}

/** A refusal, or what has no refusal code: a bug (500), or a request of the application that is not valid OIDC. */
export type ErrorCode = RefusalCode | 'protocol_error' | 'unexpected_error';

/** The end of the road: what happened and what to do. */
export interface ErrorPage extends PageFrame {
  readonly page: 'error';
  readonly code: ErrorCode;
  readonly detail: RefusalDetail;
  /** For whoever repairs it, e.g. `invalid_redirect_uri`; null when there is nothing safe to say. */
  readonly technical: string | null;
  readonly requestId: string;
}

/** The policy says no: `why` tells. Actions: continue (back to the application), switch. */
export interface RefusedPage extends PageFrame {
  readonly page: 'refused';
}

export interface SignedOutPage extends PageFrame {
  readonly page: 'signed-out';
}

/** Asks before a sign-out. `formHtml`: the provider's form `op.logoutForm`, as it hands it out. */
export interface LogoutConfirmPage extends PageFrame {
  readonly page: 'logout-confirm';
  readonly formHtml: string;
}

/** Asks for the code that a device shows. `formHtml`: the provider's `op.deviceInputForm`. @see RFC 8628 section 3.3 */
export interface DeviceCodePage extends PageFrame {
  readonly page: 'device-code';
  readonly formHtml: string;
  /** What was typed before; empty when nothing. */
  readonly userCode: string;
}

/** Compares the code with the device's. `formHtml`: the provider's `op.deviceConfirmForm`. @see RFC 8628 section 5.4 */
export interface DeviceConfirmPage extends PageFrame {
  readonly page: 'device-confirm';
  readonly clientName: string;
  readonly formHtml: string;
  readonly userCode: string;
}

export interface DeviceDonePage extends PageFrame {
  readonly page: 'device-done';
}

export interface DevelopmentMail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly sentAt: Instant;
}

/** The mails that would have been sent; only where no mail server is configured. */
export interface DevelopmentMailboxPage extends PageFrame {
  readonly page: 'development-mailbox';
  /** Oldest first, as the mailbox keeps them; the page shows the newest first. */
  readonly mails: readonly DevelopmentMail[];
}

export type PageModel =
  | PasswordPage
  | MailboxPage
  | ChallengePage
  | EnrollPage
  | RecoveryCodesPage
  | NewPasswordPage
  | ConsentPage
  | ErrorPage
  | RefusedPage
  | SignedOutPage
  | LogoutConfirmPage
  | DeviceCodePage
  | DeviceConfirmPage
  | DeviceDonePage
  | DevelopmentMailboxPage;

/** The value of `data-page` (interface section 5), and the name of the template. */
export type PageName = PageModel['page'];
