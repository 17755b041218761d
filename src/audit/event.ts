import type { EventDetails } from './event-details.ts';

/** The closed list of what is recorded. Each has a line in docs/events.md, and its detail in `EventDetails`. */
export const auditEventTypes = [
  'account.activity_reported',
  'account.changed',
  'account.created',
  'account.deactivated',
  'account.email_change_cancelled',
  'account.email_change_requested',
  'account.email_changed',
  'account.erased',
  'account.operator_added',
  'account.operator_removed',
  'account.password_changed',
  'account.password_reset_completed',
  'account.password_reset_ordered',
  'account.password_reset_requested',
  'account.reactivated',
  'account.second_factor_locked',
  'account.second_factor_stopped',
  'account.sessions_ended',
  'account.sign_in_failed',
  'account.sign_in_refused',
  'account.signed_in',
  'account.unlocked',
  'api.access_refused',
  'authenticator.challenge_failed',
  'authenticator.challenge_passed',
  'authenticator.enrolled',
  'authenticator.mailbox_proved',
  'authenticator.recovery_code_checked',
  'authenticator.recovery_code_used',
  'authenticator.recovery_codes_replaced',
  'authenticator.removed',
  'authenticator.renamed',
  'authenticator.reset',
  'branding.changed',
  'client.created',
  'client.deleted',
  'client.updated',
  'consent.granted',
  'consent.withdrawn',
  'dead_letter.dropped',
  'dead_letter.retried',
  'enrollment_ticket.issued',
  'enrollment_ticket.used',
  'environment.changed',
  'facts.unreadable',
  'invitation.accepted',
  'invitation.created',
  'invitation.expired',
  'invitation.resent',
  'invitation.revoked',
  'job.ended',
  'job.started',
  'job.stopped',
  'logout.delivery_failed',
  'member.added',
  'member.changed',
  'member.help_requested',
  'member.left',
  'member.reinstated',
  'member.reminded',
  'member.removed',
  'member.suspended',
  'organization.created',
  'organization.deleted',
  'organization.enforcement_changed',
  'organization.enforcement_lapsed',
  'organization.exported',
  'organization.plan_changed',
  'organization.seats_changed',
  'organization.support_ended',
  'organization.support_opened',
  'organization.updated',
  'secrets.reseal_started',
  'signing_keys.rotated',
  'token.reused',
] as const satisfies readonly (keyof EventDetails)[];

export type AuditEventType = (typeof auditEventTypes)[number];

/**
 * Who did it: a user by id, the person at a sign-in page, the operator at the command line, as a client of the API or as a
 * person at the operator's pages (ruling 34), or the server itself.
 */
export type Actor =
  /** No address of somebody who erases their own account. */
  | { readonly kind: 'user'; readonly id: string; readonly sourceAddress: string | null }
  | { readonly kind: 'anonymous'; readonly sourceAddress: string }
  | {
      readonly kind: 'operator';
      readonly clientId?: string;
      /** Of a person; never both. */
      readonly userId?: string;
      readonly sourceAddress?: string;
    }
  | { readonly kind: 'system' };

interface EventOfAnyType {
  readonly actor: Actor;
  /** What it is about, or who did it; in whose log it stands. */
  readonly organizationId?: string;
  /** In whose logs an event about a person stands, where it is of no organization: see `watchingOrganizations`. */
  readonly organizations?: readonly string[];
  /** Whom it happened to. */
  readonly userId?: string;
}

/** One of some types; its detail is the type's own, and may be left out where nothing in it has to be said. */
export type AuditEventOf<Type extends AuditEventType> = {
  readonly [Each in Type]: EventOfAnyType & { readonly type: Each } & DetailOf<EventDetails[Each]>;
}[Type];

type DetailOf<Detail> = [Detail] extends [null]
  ? { readonly detail?: never }
  : Partial<Record<never, never>> extends Detail
    ? { readonly detail?: Detail }
    : { readonly detail: Detail };

export type AuditEvent = AuditEventOf<AuditEventType>;
