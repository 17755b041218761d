import type { SignIn, SignInDeps } from './context.ts';

/** What a person is told by mail about his own account; words and language are the mailer's business. */
export type Notice =
  | { readonly kind: 'mailbox-code'; readonly code: string; readonly validForSeconds: number }
  | { readonly kind: 'second-factor-locked' }
  | { readonly kind: 'recovery-code-used'; readonly codesLeft: number }
  | { readonly kind: 'factor-enrolled'; readonly factor: 'totp' }
  | { readonly kind: 'password-changed' };

export interface Notifier {
  /** Refuses `mail_not_sent` when the mail server does not take it. */
  notify(to: Recipient, notice: Notice, now: Date): Promise<void>;
}

export interface Recipient {
  readonly email: string;
  /** Languages the person reads, as his browser said (`Accept-Language`); empty for the default. */
  readonly language: string;
}

/** Mails a notice beside the sign-in; whether it goes out neither delays nor fails it. */
export function tell(deps: SignInDeps, { person, language }: SignIn, notice: Notice, now: Date): void {
  if (person === null) return;
  deps.notifier.notify({ email: person.user.email, language }, notice, now).catch(deps.onSideFailure);
}
