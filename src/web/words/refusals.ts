import type { Refusal, RefusalCode, RefusalDetail } from '../../refusal/refusal.ts';
import type { Problem } from '../pages/page-frame.ts';
import type { Words, WordValues } from './language.ts';
import { durationInWords, waitInWords } from './time-in-words.ts';

/** How a refusal looks from outside: the HTTP status, and where its `message` and `next` stand in the catalogues. */
export interface WordsAndStatus {
  readonly status: 400 | 401 | 403 | 404 | 405 | 409 | 410 | 412 | 413 | 415 | 422 | 429 | 503;
  readonly messageKey: string;
}

/** The one table from refusal codes to status codes and words; a new code does not compile without its line. */
export const wordsAndStatus: Record<RefusalCode, WordsAndStatus> = {
  already_member: { status: 409, messageKey: 'refusals.already_member' },
  body_too_large: { status: 413, messageKey: 'refusals.body_too_large' },
  codes_not_kept: { status: 422, messageKey: 'refusals.codes_not_kept' },
  colour_contrast: { status: 422, messageKey: 'refusals.colour_contrast' },
  email_malformed: { status: 422, messageKey: 'refusals.email_malformed' },
  email_taken: { status: 409, messageKey: 'refusals.email_taken' },
  enrollment_expired: { status: 410, messageKey: 'refusals.enrollment_expired' },
  factor_required_by: { status: 409, messageKey: 'refusals.factor_required_by' },
  field_empty: { status: 422, messageKey: 'refusals.field_empty' },
  idempotency_key_reused: { status: 422, messageKey: 'refusals.idempotency_key_reused' },
  insufficient_scope: { status: 403, messageKey: 'refusals.insufficient_scope' },
  interaction_expired: { status: 410, messageKey: 'refusals.interaction_expired' },
  invalid_document: { status: 422, messageKey: 'refusals.invalid_document' },
  invalid_policy: { status: 422, messageKey: 'refusals.invalid_policy' },
  invalid_request: { status: 400, messageKey: 'refusals.invalid_request' },
  invitation_expired: { status: 410, messageKey: 'refusals.invitation_expired' },
  invitation_for_another: { status: 403, messageKey: 'refusals.invitation_for_another' },
  key_not_accepted: { status: 422, messageKey: 'refusals.key_not_accepted' },
  last_owner: { status: 409, messageKey: 'refusals.last_owner' },
  link_ended: { status: 410, messageKey: 'refusals.link_ended' },
  logo_not_usable: { status: 422, messageKey: 'refusals.logo_not_usable' },
  mail_not_sent: { status: 503, messageKey: 'refusals.mail_not_sent' },
  mail_not_working: { status: 409, messageKey: 'refusals.mail_not_working' },
  members_cannot_leave: { status: 403, messageKey: 'refusals.members_cannot_leave' },
  members_not_protected: { status: 409, messageKey: 'refusals.members_not_protected' },
  method_not_allowed: { status: 405, messageKey: 'refusals.method_not_allowed' },
  mfa_required: { status: 401, messageKey: 'refusals.mfa_required' },
  name_not_allowed: { status: 422, messageKey: 'refusals.name_not_allowed' },
  no_free_seat: { status: 409, messageKey: 'refusals.no_free_seat' },
  nobody_to_mail: { status: 409, messageKey: 'refusals.nobody_to_mail' },
  not_allowed: { status: 403, messageKey: 'refusals.not_allowed' },
  not_found: { status: 404, messageKey: 'refusals.not_found' },
  not_managed_here: { status: 409, messageKey: 'refusals.not_managed_here' },
  notification_address: { status: 409, messageKey: 'refusals.notification_address' },
  own_device: { status: 409, messageKey: 'refusals.own_device' },
  password_reset_due: { status: 422, messageKey: 'refusals.password_reset_due' },
  password_too_common: { status: 422, messageKey: 'refusals.password_too_common' },
  password_too_short: { status: 422, messageKey: 'refusals.password_too_short' },
  password_unchanged: { status: 422, messageKey: 'refusals.password_unchanged' },
  password_wrong: { status: 422, messageKey: 'refusals.password_wrong' },
  plan_without_enforcement: { status: 409, messageKey: 'refusals.plan_without_enforcement' },
  preview_outdated: { status: 409, messageKey: 'refusals.preview_outdated' },
  recovery_code_wrong: { status: 422, messageKey: 'refusals.recovery_code_wrong' },
  request_under_way: { status: 409, messageKey: 'refusals.request_under_way' },
  seats_below_use: { status: 409, messageKey: 'refusals.seats_below_use' },
  server_busy: { status: 503, messageKey: 'refusals.server_busy' },
  stale_version: { status: 412, messageKey: 'refusals.stale_version' },
  storage_unavailable: { status: 503, messageKey: 'refusals.storage_unavailable' },
  support_reads_only: { status: 403, messageKey: 'refusals.support_reads_only' },
  token_invalid: { status: 422, messageKey: 'refusals.token_invalid' },
  too_many_attempts: { status: 429, messageKey: 'refusals.too_many_attempts' },
  too_many_jobs: { status: 409, messageKey: 'refusals.too_many_jobs' },
  unknown_action: { status: 400, messageKey: 'refusals.unknown_action' },
  unsupported_media_type: { status: 415, messageKey: 'refusals.unsupported_media_type' },
  wildcard_redirect: { status: 422, messageKey: 'refusals.wildcard_redirect' },
  wrong_origin: { status: 403, messageKey: 'refusals.wrong_origin' },
  wrong_step: { status: 409, messageKey: 'refusals.wrong_step' },
};

/** Seconds to wait when a refusal is temporary but does not say for how long. */
const defaultRetryAfterSeconds = 5;

/** The `Retry-After` header of a 429 or 503, in seconds; null for every other refusal. @see RFC 9110 section 10.2.3 */
export function retryAfterOf(refusal: Refusal): string | null {
  const { status } = wordsAndStatus[refusal.code];
  if (status !== 429 && status !== 503) return null;
  return String(Math.max(1, Math.ceil(refusal.detail.retryAfterSeconds ?? defaultRetryAfterSeconds)));
}

/** A refusal as a page shows it beside `field`, the name of the form's field it concerns, or null. */
export function problemOf({ code, detail }: Refusal, field: Problem['field']): Problem {
  // Nobody types what a key answers.
  return { code, field: aboutNoField.has(code) || field === 'assertion' ? null : field, detail };
}

/** Nothing that could be typed in the form would help. */
const aboutNoField: ReadonlySet<RefusalCode> = new Set([
  'key_not_accepted',
  'mail_not_sent',
  'password_reset_due',
  'server_busy',
  'too_many_attempts',
]);

/** What happened, and what to do about it in one or more sentences. */
export interface RefusalWords {
  readonly message: string;
  readonly next: readonly string[];
}

/**
 * Says a refusal in the words of one place, e.g. `interaction.password`: `<place>.problems.<field>.<code>` in the
 * catalogues, else `<place>.problems.<code>`, else the general words.
 */
export function refusalInWords(
  words: Words,
  place: string,
  { code, field, detail }: Omit<Problem, 'field'> & { readonly field: string | null },
): RefusalWords {
  const own = [`${place}.problems.${field}.${code}`, `${place}.problems.${code}`];
  const known = own.find((key) => words.knows(`${key}.message`));
  return say(words, known ?? wordsAndStatus[code].messageKey, detail);
}

/** A refusal, or what has no refusal code: a bug (500), or a request of the application that is not valid OIDC. */
export type ErrorCode = RefusalCode | 'protocol_error' | 'sign_out_error' | 'unexpected_error';

/** Says on the error page what ended the road. */
export function errorInWords(words: Words, code: ErrorCode, detail: RefusalDetail): RefusalWords {
  return say(words, `refusals.${code}`, detail);
}

/** How something came to its end has words of its own, under `<code>-<ending>`, where there is more to say. */
function say(words: Words, place: string, detail: RefusalDetail): RefusalWords {
  const ended = `${place}-${detail.ending}`;
  const key = words.knows(`${ended}.message`) ? ended : place;
  const values = valuesOf(words, detail);
  return {
    message: words.say(`${key}.message`, values),
    next: [...driftInWords(words, detail), ...usedInWords(words, detail), words.say(`${key}.next`, values)],
  };
}

function valuesOf({ language }: Words, detail: RefusalDetail): WordValues {
  return {
    wait: { ours: waitInWords(language, detail.retryAfterSeconds ?? defaultRetryAfterSeconds) },
    list: detail.list ?? [],
    reason: detail.reason ?? '',
    ratio: { ours: String(detail.contrast?.ratio ?? '') },
    nearest: { ours: detail.contrast?.nearest ?? '' },
  };
}

function usedInWords(words: Words, { isUsed }: RefusalDetail): string[] {
  return isUsed === true ? [words.say('frame.used-code')] : [];
}

function driftInWords(words: Words, { driftSeconds }: RefusalDetail): string[] {
  if (driftSeconds === undefined || driftSeconds === 0) return [];
  const direction = driftSeconds > 0 ? 'ahead' : 'behind';
  return [
    words.say(`frame.clock.${direction}`, {
      length: { ours: durationInWords(words.language, driftSeconds) },
    }),
  ];
}
