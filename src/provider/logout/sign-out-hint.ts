/** What an ID token says that an application shows at the sign-out; its signature and its issuer have been checked. */
export interface SignOutHint {
  readonly sub?: unknown;
  readonly aud?: unknown;
  readonly auth_time?: unknown;
  /** Not in tokens that were issued before they carried one. */
  readonly sid?: unknown;
}

/** The library's session, as far as it is read here. */
export interface SignedInSession {
  readonly accountId?: string | undefined;
  /** Epoch seconds of the sign-in. */
  readonly loginTs?: number | undefined;
  /** By client. */
  readonly authorizations?:
    | Readonly<Record<string, { readonly sid?: string | undefined; readonly grantId?: string | undefined }>>
    | undefined;
}

/**
 * Whether a hint is of this very session: of the person who is signed in, of the sign-in that the session rests on, and
 * for an application that the session has let in. Then the application speaks of what it knows, and the person need not be
 * asked. That the token has expired does not matter: a hint is about a past sign-in.
 * @see RP-Initiated Logout 1.0 section 2
 */
export function isHintOfSession(hint: SignOutHint, session: SignedInSession): boolean {
  if (session.accountId === undefined || session.loginTs === undefined) return false;
  const authorization = typeof hint.aud === 'string' ? session.authorizations?.[hint.aud] : undefined;
  if (authorization?.grantId === undefined) return false;
  const isOfSession = hint.sid === undefined || hint.sid === authorization.sid;
  return isOfSession && hint.sub === session.accountId && hint.auth_time === session.loginTs;
}
