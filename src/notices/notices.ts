import type { FactorKind } from '../policy/facts.ts';
/**
 * What a person is told by mail; words and language are the mailer's business. Plain JSON, since a queue carries it:
 * instants are epoch milliseconds, links absolute addresses.
 */
export type Notice =
  /** For a set-up in a sign-in. */
  | { readonly kind: 'mailbox-code'; readonly code: string; readonly validForSeconds: number }
  /** For one in an account that is signed in. */
  | { readonly kind: 'enrollment-code'; readonly code: string; readonly validForSeconds: number }
  | { readonly kind: 'second-factor-locked' }
  | { readonly kind: 'recovery-code-used'; readonly codesLeft: number }
  | { readonly kind: 'factor-enrolled'; readonly factor: FactorKind }
  | { readonly kind: 'factor-removed'; readonly factor: FactorKind }
  | { readonly kind: 'recovery-codes-replaced' }
  | { readonly kind: 'password-changed' }
  | { readonly kind: 'password-reset'; readonly link: string; readonly validForSeconds: number }
  /** An administrator ordered a new password (L4). */
  | {
      readonly kind: 'password-reset-ordered';
      readonly organization: string;
      readonly link: string;
      readonly validForSeconds: number;
    }
  /** An administrator of an organization removed the person's factors, or the operator did (null). */
  | { readonly kind: 'device-reset'; readonly organization: string | null; readonly mustEnroll: boolean }
  /** An administrator has a ticket for the person's first enrolment. By mail its code would prove no more than a mailbox. */
  | { readonly kind: 'enrollment-ticket'; readonly organization: string; readonly validForSeconds: number }
  /** The operator cleared the failures of the second factor. */
  | { readonly kind: 'second-factor-unlocked' }
  /** To the new address. */
  | { readonly kind: 'email-change'; readonly link: string; readonly validForSeconds: number }
  /** To the old address, which has to agree when the person has no factor (ruling 4). */
  | { readonly kind: 'email-change-consent'; readonly link: string; readonly validForSeconds: number }
  /** To the old address. */
  | { readonly kind: 'email-changed'; readonly newEmail: string }
  | {
      readonly kind: 'invitation';
      readonly organization: string;
      readonly link: string;
      readonly validForSeconds: number;
    }
  /** To who has invited: the address was given up by the person who had it here (ruling 32). */
  | { readonly kind: 'invitation-withdrawn'; readonly organization: string; readonly email: string }
  /** To a member without a factor: MFA will be, or is, required. */
  | { readonly kind: 'enrollment-reminder'; readonly organization: string; readonly deadline: number | null }
  /** To the same, as soon as it is known that it will be, or from the next sign-in on is. */
  | {
      readonly kind: 'enforcement-announced';
      readonly organization: string;
      readonly deadline: number | null;
    }
  /** To the owners, before a trial ends: what follows for enforcement (T14). */
  | { readonly kind: 'trial-ending'; readonly organization: string; readonly deadline: number }
  | { readonly kind: 'left-organizations'; readonly organizations: string }
  /** To the notification address of an organization, else its administrators (D27). */
  | {
      readonly kind: 'membership-changed';
      readonly organization: string;
      readonly member: string;
      readonly change: 'joined' | 'left' | 'removed' | 'suspended' | 'reinstated';
    }
  | { readonly kind: 'enforcement-lapsed'; readonly organization: string }
  | { readonly kind: 'mail-check'; readonly organization: string };

export interface Notifier {
  /** Refuses `mail_not_sent` when the mail server does not take it. */
  notify(to: Recipient, notice: Notice, now: Date): Promise<void>;
}

export interface Recipient {
  readonly email: string;
  /** Languages to write in where the address is nobody's that is known (`Accept-Language`); empty for the default. */
  readonly language: string;
  /** IANA name of the zone in which instants are told: of the organization that it is about, else the person's. */
  readonly timeZone: string;
}
