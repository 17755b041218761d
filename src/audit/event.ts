/** The closed list of what is recorded. Each has a line in docs/events.md. */
export const auditEventTypes = [
  'account.created',
  'account.password_changed',
  'account.second_factor_locked',
  'account.second_factor_stopped',
  'account.sessions_ended',
  'account.sign_in_failed',
  'account.signed_in',
  'authenticator.challenge_failed',
  'authenticator.challenge_passed',
  'authenticator.enrolled',
  'authenticator.mailbox_proved',
  'authenticator.recovery_code_used',
  'client.created',
  'client.updated',
  'consent.granted',
  'environment.changed',
  'facts.unreadable',
  'invitation.created',
  'member.added',
  'member.changed',
  'organization.created',
  'organization.enforcement_changed',
  'organization.updated',
  'signing_keys.rotated',
] as const;

export type AuditEventType = (typeof auditEventTypes)[number];

/** Who did it: a user by id, the person at a sign-in page, the operator at the command line, or the server itself. */
export type Actor =
  | { readonly kind: 'user'; readonly id: string; readonly sourceAddress: string }
  | { readonly kind: 'anonymous'; readonly sourceAddress: string }
  | { readonly kind: 'operator' }
  | { readonly kind: 'system' };

export interface AuditEvent {
  readonly type: AuditEventType;
  readonly actor: Actor;
  readonly organizationId?: string;
  /** Whom it happened to. */
  readonly userId?: string;
  /** Never a secret, a code or a token. */
  readonly detail?: Readonly<Record<string, unknown>>;
}
