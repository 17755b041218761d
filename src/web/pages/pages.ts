import type { FactorKind, Instant } from '../../policy/facts.ts';
import type { RefusalCode, RefusalDetail } from '../../refusal/refusal.ts';
import type { EmailChangePage } from '../account/email-change-page.ts';
import type { JoinedPage, JoinPage } from '../invitations/pages.ts';
import type { PasswordPages } from '../password/models.ts';
import type { PageFrame } from './page-frame.ts';

export type { FieldName, PageFrame, Problem } from './page-frame.ts';

/** First factor. Actions: continue, cancel. */
export interface PasswordPage extends PageFrame {
  readonly page: 'password';
  /** What was typed before, or a login hint; empty when neither. */
  readonly email: string;
  /** Where a new password can be asked for; null where that is not offered. */
  readonly forgottenPasswordPath: `/${string}` | null;
}

/** Asks for the code that was mailed. Actions: continue, resend, later (if declinable), switch, cancel. */
export interface MailboxPage extends PageFrame {
  readonly page: 'mailbox';
  /** Where the code went; the frame does not name it a second time. */
  readonly email: string;
  readonly hasTicket: boolean;
  readonly declinable: boolean;
}

/** Asks for the ticket that an administrator hands over. Actions: continue, later (if declinable), switch, cancel. */
export interface TicketPage extends PageFrame {
  readonly page: 'ticket';
  readonly declinable: boolean;
}

/**
 * Second factor. Actions: continue, use_security_key, use_app_code, use_recovery_code (each shows the other form),
 * switch, cancel.
 */
export interface ChallengePage extends PageFrame {
  readonly page: 'challenge';
  /** Whether a recovery code may stand in; the field of the app's code takes it too. */
  readonly recoveryCodeAccepted: boolean;
  /** Whether the person has an app, and it reaches what is asked. */
  readonly appCodeAccepted: boolean;
  readonly securityKeyAccepted: boolean;
  /** An app's code has digits only; a recovery code has letters, and a form that says which code it is about. */
  readonly asks: 'security_key' | 'app_code' | 'recovery_code';
  /** What the browser hands to the key, JSON, and when it was made, epoch milliseconds; null for the other forms. */
  readonly key: { readonly options: string; readonly askedAt: number } | null;
}

/** Sets up an app or a key. Actions: continue, use_security_key, use_app_code, later (if declinable), switch, cancel. */
export interface EnrollPage extends PageFrame {
  readonly page: 'enroll';
  /** Null where a key is set up. */
  readonly app: {
    readonly qrDataUri: `data:image/png;base64,${string}`;
    /** Base32 without spaces. */
    readonly secret: string;
    readonly otpauthUri: `otpauth://${string}`;
  } | null;
  /** What the browser hands to the key, JSON, and when it was made; null where an app is set up. */
  readonly key: { readonly options: string; readonly askedAt: number } | null;
  /** What may be set up instead. */
  readonly others: readonly FactorKind[];
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

/** The issuer's own address: what this is, and where to go. */
export interface HomePage extends PageFrame {
  readonly page: 'home';
  readonly discoveryPath: `/${string}`;
}

export interface SignedOutPage extends PageFrame {
  readonly page: 'signed-out';
}

/** Asked whether to sign out, somebody said no. */
export interface StillSignedInPage extends PageFrame {
  readonly page: 'still-signed-in';
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
  | TicketPage
  | ChallengePage
  | EnrollPage
  | RecoveryCodesPage
  | NewPasswordPage
  | PasswordPages
  | ConsentPage
  | EmailChangePage
  | JoinPage
  | JoinedPage
  | ErrorPage
  | RefusedPage
  | HomePage
  | SignedOutPage
  | StillSignedInPage
  | LogoutConfirmPage
  | DeviceCodePage
  | DeviceConfirmPage
  | DeviceDonePage
  | DevelopmentMailboxPage;

/** The value of `data-page` (interface section 5), and the name of the template. */
export type PageName = PageModel['page'];
