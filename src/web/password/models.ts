import type { PageFrame } from '../pages/pages.ts';

/** Asks for the e-mail of an account whose password is not known. Actions: continue. */
export interface ForgottenPasswordPage extends PageFrame {
  readonly page: 'forgotten-password';
  /** As typed; empty when nothing was. */
  readonly email: string;
}

/** The same for every e-mail: perhaps a link is on its way. */
export interface ResetLinkSentPage extends PageFrame {
  readonly page: 'reset-link-sent';
  readonly againPath: `/${string}`;
}

/** A link that was used or replaced, or is too old. */
export interface ResetLinkExpiredPage extends PageFrame {
  readonly page: 'reset-link-expired';
  readonly againPath: `/${string}`;
}

/** The end of a reset; nobody is signed in by it. */
export interface PasswordSavedPage extends PageFrame {
  readonly page: 'password-saved';
  readonly accountPath: `/${string}`;
}

/** The pages of a forgotten password; the new one is chosen on the page that a sign-in has for it as well. */
export type PasswordPages =
  | ForgottenPasswordPage
  | ResetLinkSentPage
  | ResetLinkExpiredPage
  | PasswordSavedPage;
