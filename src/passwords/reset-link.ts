import { hashLinkToken, newLinkToken, type OneTimeLink } from '../links/one-time-links.ts';

/** How long the link to a new password works, in seconds (L5). @see OWASP Forgot Password Cheat Sheet */
export const resetLinkSeconds = 60 * 60;

/** Where anybody asks for such a link. */
export const forgottenPath = '/password/forgotten' as const;

/** A link to a new password: the address goes out by mail, only the hash of its token is stored. */
export interface ResetLink {
  readonly address: string;
  readonly stored: OneTimeLink;
}

/**
 * @param issuer origin of the provider; never what a request says about its host
 * @param organizationId who ordered the new password; null for the person themselves
 */
export function newResetLink(
  issuer: URL,
  { userId, organizationId }: { readonly userId: string; readonly organizationId: string | null },
  now: Date,
): ResetLink {
  const token = newLinkToken();
  return {
    address: new URL(`/password/reset/${token}`, issuer).href,
    stored: {
      tokenHash: hashLinkToken(token),
      kind: 'password_reset',
      userId,
      organizationId,
      detail: null,
      createdAt: now,
      expiresAt: new Date(now.getTime() + resetLinkSeconds * 1000),
    },
  };
}
