import type { ParameterizedContext } from 'koa';
import { cookieName } from '../../provider/library/cookie-name.ts';
import { newOwnRequest, type OwnRequest } from '../../provider/own-client/own-client.ts';
import { ownCookie } from '../http/own-cookie.ts';
import type { Joined } from './joined.ts';

/**
 * What a browser that follows an invitation carries: which one it is (SHA-256 of the token, base64url; the token itself
 * stays in its link) while the person signs in, and afterwards what came of it. Signed, one for a browser.
 */
export type InvitationCookie = PendingJoin | FinishedJoin;

export interface PendingJoin extends OwnRequest {
  readonly kind: 'pending';
  readonly invitation: string;
}

export interface FinishedJoin extends Joined {
  readonly kind: 'joined';
}

/** As long as a sign-in may take (provider/library/lifetimes.ts). */
const maxAgeMs = 60 * 60 * 1000;

/** A new request for this invitation; the one before ends. */
export function beginJoin(ctx: ParameterizedContext, issuer: URL, tokenHash: Buffer): PendingJoin {
  const pending = {
    kind: 'pending',
    invitation: tokenHash.toString('base64url'),
    ...newOwnRequest(),
  } as const;
  write(ctx, issuer, pending);
  return pending;
}

export function finishJoin(ctx: ParameterizedContext, issuer: URL, finished: FinishedJoin): void {
  write(ctx, issuer, finished);
}

/** Null when this browser follows no invitation, or is not at this point of it. */
export function readJoin<Kind extends InvitationCookie['kind']>(
  ctx: ParameterizedContext,
  issuer: URL,
  kind: Kind,
): Extract<InvitationCookie, { kind: Kind }> | null {
  const value = ctx.cookies.get(cookieName(issuer, 'invitation'), { signed: true });
  if (value === undefined) return null;
  // Signed by us, so its shape is ours.
  const cookie = JSON.parse(Buffer.from(value, 'base64url').toString('utf8')) as InvitationCookie;
  return cookie.kind === kind ? (cookie as Extract<InvitationCookie, { kind: Kind }>) : null;
}

function write(ctx: ParameterizedContext, issuer: URL, cookie: InvitationCookie): void {
  ctx.cookies.set(
    cookieName(issuer, 'invitation'),
    Buffer.from(JSON.stringify(cookie)).toString('base64url'),
    ownCookie(issuer, { signed: true, maxAge: maxAgeMs }),
  );
}
