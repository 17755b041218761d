/**
 * Every expected "no". A bug stays a plain Error.
 * Words for people and HTTP status codes live in web/words/refusals.ts alone.
 */
export const refusalCodes = [
  'already_member',
  'body_too_large',
  'codes_not_kept',
  'colour_contrast',
  'email_malformed',
  'email_taken',
  'enrollment_expired',
  'factor_required_by',
  'field_empty',
  'idempotency_key_reused',
  'insufficient_scope',
  'interaction_expired',
  'invalid_document',
  'invalid_policy',
  'invalid_request',
  'invitation_expired',
  'invitation_for_another',
  'key_not_accepted',
  'last_owner',
  'link_ended',
  'logo_not_usable',
  'mail_not_sent',
  'mail_not_working',
  'members_cannot_leave',
  'members_not_protected',
  'method_not_allowed',
  'mfa_required',
  'name_not_allowed',
  'no_free_seat',
  'nobody_to_mail',
  'not_allowed',
  'not_found',
  'not_managed_here',
  'notification_address',
  'own_device',
  'password_reset_due',
  'password_too_common',
  'password_too_short',
  'password_unchanged',
  'password_wrong',
  'plan_without_enforcement',
  'preview_outdated',
  'recovery_code_wrong',
  'request_under_way',
  'seats_below_use',
  'server_busy',
  'stale_version',
  'storage_unavailable',
  'support_reads_only',
  'token_invalid',
  'too_many_attempts',
  'too_many_jobs',
  'unknown_action',
  'unsupported_media_type',
  'wildcard_redirect',
  'wrong_origin',
  'wrong_step',
] as const;

export type RefusalCode = (typeof refusalCodes)[number];

export function isRefusalCode(value: unknown): value is RefusalCode {
  return refusalCodes.some((code) => code === value);
}

/** `replaced`: by a newer one; `withdrawn`: by something else, such as a change of the account or too many tries. */
export type Ending = 'used' | 'replaced' | 'withdrawn' | 'expired';

export interface RefusalDetail {
  /** Seconds until a retry can succeed; becomes `Retry-After`. */
  readonly retryAfterSeconds?: number;
  /** What an operator may read in the log; never a secret. */
  readonly reason?: string;
  /** E-mails, organization slugs, paths or scopes that the refusal is about. */
  readonly list?: readonly string[];
  /** How far the clock of the user's device is off, in seconds; positive when the device is ahead. */
  readonly driftSeconds?: number;
  /** How little a colour stands out, and the nearest one that does enough, `#rrggbb`. */
  readonly contrast?: { readonly ratio: number; readonly nearest: string };
  /** A code that would be right if it had not been used. */
  readonly isUsed?: boolean;
  /** Which of the codes of a request is meant, where it can have several. */
  readonly about?: 'mailbox_code' | 'ticket';
  /** How something that worked once came to its end, where its holder may know. */
  readonly ending?: Ending;
}

/** The one way in which an operation says no to a person or a program. */
export class Refusal extends Error {
  readonly code: RefusalCode;
  readonly detail: RefusalDetail;

  constructor(code: RefusalCode, detail: RefusalDetail = {}) {
    super(detail.reason ?? code);
    this.name = 'Refusal';
    this.code = code;
    this.detail = detail;
  }
}
