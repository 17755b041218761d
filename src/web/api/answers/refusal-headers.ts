import { freshMfaSeconds } from '../../../organizations/core/admin-context.ts';
import type { Refusal } from '../../../refusal/refusal.ts';
import { retryAfterOf } from '../../words/refusals.ts';
import type { ChallengeCode, Unauthorized } from './errors.ts';

/** The headers of a 401, whatever its body. */
export function challengeHeaders({ code, maxAgeSeconds }: Unauthorized): Record<string, string> {
  return { 'www-authenticate': challengeHeader(code, maxAgeSeconds) };
}

/** Who has to prove a newer factor, or to ask for a scope, is told so as the standards have it, too. */
export function refusalHeaders(refusal: Refusal): Record<string, string> {
  if (refusal.code === 'insufficient_scope')
    return { 'www-authenticate': scopeHeader(refusal.detail.list ?? []) };
  if (refusal.code === 'mfa_required')
    return { 'www-authenticate': challengeHeader('insufficient_user_authentication', freshMfaSeconds) };
  const retryAfter = retryAfterOf(refusal);
  return retryAfter === null ? {} : { 'retry-after': retryAfter };
}

/** @see RFC 6750 section 3, RFC 9470 section 3 */
function challengeHeader(code: ChallengeCode, maxAgeSeconds: number | null): string {
  if (code === 'token_missing') return 'Bearer';
  if (code === 'invalid_token') return 'Bearer error="invalid_token"';
  const maxAge = maxAgeSeconds === null ? '' : `, max_age="${maxAgeSeconds}"`;
  return `Bearer error="${code}", acr_values="urn:countersign:acr:2"${maxAge}`;
}

/** @see RFC 6750 section 3.1 */
function scopeHeader(needed: readonly string[]): string {
  return `Bearer error="insufficient_scope", scope="${needed.join(' ')}"`;
}
