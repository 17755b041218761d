import type { Browser } from '../authenticators/browser.ts';
import type { FactorKind } from '../policy/facts.ts';

/** What is done about their own account, and may not have been them. */
interface Deniable {
  /** Token of a link by which they say so; absent in what was queued before there were any. */
  readonly notMe?: string;
}

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
  | ({ readonly kind: 'recovery-code-used'; readonly codesLeft: number } & Deniable)
  | ({ readonly kind: 'factor-enrolled'; readonly factor: FactorKind } & Deniable)
  | ({ readonly kind: 'factor-removed'; readonly factor: FactorKind } & Deniable)
  | ({ readonly kind: 'recovery-codes-replaced' } & Deniable)
  | ({ readonly kind: 'password-changed' } & Deniable)
  /** A sign-in was finished in a browser and from a network that are new for the person. */
  | ({
      readonly kind: 'new-sign-in';
      /** Its name; null for our own pages. */
      readonly application: string | null;
      readonly device: Browser;
      readonly proven: readonly ProvenKind[];
    } & Deniable)
  /** To the person about whose account somebody has said so, in it or by the link of a mail; a thief may have. */
  | { readonly kind: 'password-reset-reported'; readonly link: string; readonly validForSeconds: number }
  /** To the same, where the old password still works: it was said in a session, and mail may not reach people. */
  | { readonly kind: 'activity-reported' }
  | { readonly kind: 'password-reset'; readonly link: string; readonly validForSeconds: number }
  /** An administrator ordered a new password (L4). */
  | {
      readonly kind: 'password-reset-ordered';
      readonly organization: string;
      readonly link: string;
      readonly validForSeconds: number;
    }
  /** An administrator of an organization removed the person's factors, or the operator did (null). */
  | ({
      readonly kind: 'device-reset';
      readonly organization: string | null;
      readonly mustEnroll: boolean;
    } & Deniable)
  /** An administrator has a ticket for the person's first enrolment. By mail its code would prove no more than a mailbox. */
  | { readonly kind: 'enrollment-ticket'; readonly organization: string; readonly validForSeconds: number }
  /** The operator ended all sessions. */
  | { readonly kind: 'sessions-ended' }
  /** The operator cleared the failures of the second factor. */
  | { readonly kind: 'second-factor-unlocked' }
  /** To the new address. */
  | { readonly kind: 'email-change'; readonly link: string; readonly validForSeconds: number }
  /** To the old address, which has to agree when the person has no factor (ruling 4). */
  | { readonly kind: 'email-change-consent'; readonly link: string; readonly validForSeconds: number }
  /** To the old address. */
  | ({ readonly kind: 'email-changed'; readonly newEmail: string } & Deniable)
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
  /** To an address at which an organization is to be told of things, once it agrees. */
  | {
      readonly kind: 'notification-address';
      readonly organization: string;
      readonly link: string;
      readonly validForSeconds: number;
    }
  /** To the notification address of an organization, else its administrators (D27). */
  | {
      readonly kind: 'membership-changed';
      readonly organization: string;
      readonly member: string;
      readonly change: 'joined' | 'left' | 'removed' | 'suspended' | 'reinstated';
    }
  /** To the same: one of its members has said that somebody else was in their account. */
  | { readonly kind: 'member-reported-activity'; readonly organization: string; readonly member: string }
  /** To the owners: an operator reads the console of their organization for a while. */
  | {
      readonly kind: 'support-opened';
      readonly organization: string;
      readonly reason: string;
      readonly validForSeconds: number;
    }
  | { readonly kind: 'enforcement-lapsed'; readonly organization: string }
  /** To the operators: an administrator cannot see to a member's device or ticket themselves. */
  | {
      readonly kind: 'help-requested';
      readonly organization: string;
      readonly member: string;
      readonly link: string;
    }
  | { readonly kind: 'mail-check'; readonly organization: string }
  /** To an operator who wants to see whether mails go out. */
  | { readonly kind: 'test-mail' };

/** Notices that can be answered with "this was not me". */
export type DeniableNotice = Extract<Notice, Deniable & { readonly kind: (typeof deniableKinds)[number] }>;

export const deniableKinds = [
  'device-reset',
  'email-changed',
  'factor-enrolled',
  'factor-removed',
  'new-sign-in',
  'password-changed',
  'recovery-code-used',
  'recovery-codes-replaced',
] as const satisfies readonly Notice['kind'][];

/** By which a sign-in was proven. */
export type ProvenKind = 'password' | 'totp' | 'webauthn' | 'recovery_code';

/** Who did it, and from where. Plain JSON; whoever sends the mail knows the name, so that none waits in a queue. */
export interface Doer {
  /** Null: nobody who is known by an id, e.g. at a page that needs no sign-in. */
  readonly userId: string | null;
  /** `203.0.113.0/24`; null where the reader is not to know it. */
  readonly network: string | null;
}

/** A notice on its way to somebody. */
export interface AddressedNotice {
  readonly to: Recipient;
  readonly notice: Notice;
  /** Default: the server by itself, or nothing to tell. */
  readonly by?: Doer | null;
}

export interface Notifier {
  /**
   * @param happenedAt what the mail says about when
   * @throws Refusal `mail_not_sent` when the mail server does not take it
   */
  notify(mail: AddressedNotice, happenedAt: Date): Promise<void>;
}

export interface Recipient {
  readonly email: string;
  /** Languages to write in where the address is nobody's that is known (`Accept-Language`); empty for the default. */
  readonly language: string;
  /** IANA name of the zone in which instants are told: of the organization that it is about, else the person's. */
  readonly timeZone: string;
}
