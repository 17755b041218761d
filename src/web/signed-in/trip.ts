import type { ParameterizedContext } from 'koa';
import { type OwnPagesDemand, ownPagesParameter } from '../../provider/decisions/own-pages.ts';
import { cookieName } from '../../provider/library/cookie-name.ts';
import {
  areaCallbackPath,
  newOwnRequest,
  type OwnRequest,
  redeemOwnCode,
} from '../../provider/own-client/own-client.ts';
import { Refusal } from '../../refusal/refusal.ts';
import type { RequestState, WebDeps } from '../http/context.ts';
import { ownCookie } from '../http/own-cookie.ts';
import { seeOther } from '../http/see-other.ts';
import { sendToSignIn } from './send-to-sign-in.ts';
import { readVisitor } from './visitor.ts';

/** A browser's way from a page of an area through the sign-in and back to it. */
interface Trip extends OwnRequest {
  /** Path and query of the page, which only reads. */
  readonly back: string;
}

/** As long as a sign-in may take (provider/library/lifetimes.ts). */
const maxAgeMs = 60 * 60 * 1000;

/** Longer addresses are no page of ours; the rest of the cookie fits beside them. */
const longestBack = 1500;

export interface TripWish {
  readonly back: string;
  readonly demand: OwnPagesDemand;
  /** The address to fill in; null where it is not known. */
  readonly email: string | null;
}

/** Sends the browser through the provider's own sign-in, which asks what is owed, and back to the page. */
export function beginTrip(
  { issuer }: Pick<WebDeps, 'issuer'>,
  ctx: ParameterizedContext<RequestState>,
  { back, demand, email }: TripWish,
): void {
  const trip: Trip = { ...newOwnRequest(), back: back.length > longestBack ? '/account' : back };
  const value = Buffer.from(JSON.stringify(trip)).toString('base64url');
  const attributes = ownCookie(issuer, { signed: true, maxAge: maxAgeMs });
  ctx.cookies.set(cookieName(issuer, 'trip'), value, attributes);
  const parameters = { [ownPagesParameter]: demand };
  sendToSignIn({ issuer }, ctx, {
    request: trip,
    callback: areaCallbackPath,
    email,
    account: 'any',
    parameters,
  });
}

/**
 * The browser is back from signing in. What it brings opens nothing by itself: the pages read the provider's own session.
 * So who comes with an answer that is not this browser's, of another tab for instance, is led to their account and no
 * further; and who is not let in after all is told so here, instead of being sent round for ever.
 */
export async function endTrip(deps: WebDeps, ctx: ParameterizedContext<RequestState>): Promise<void> {
  const trip = readTrip(deps.issuer, ctx);
  const { code, state } = ctx.query;
  if (trip === null || state !== trip.state) return seeOther(ctx, '/account');
  ctx.cookies.set(cookieName(deps.issuer, 'trip'), null, ownCookie(deps.issuer, { signed: true, maxAge: 0 }));
  // Cancelled, or refused on a page that has said why.
  if (typeof code !== 'string') return seeOther(ctx, '/');
  await redeemOwnCode(deps.live, code, trip);
  const visitor = await readVisitor(deps, ctx);
  if (visitor.kind !== 'person')
    throw new Refusal('not_allowed', { reason: `signed in, and ${visitor.kind}` });
  seeOther(ctx, trip.back);
}

function readTrip(issuer: URL, ctx: ParameterizedContext): Trip | null {
  const value = ctx.cookies.get(cookieName(issuer, 'trip'), { signed: true });
  // Signed by us, so its shape is ours.
  return value === undefined ? null : (JSON.parse(Buffer.from(value, 'base64url').toString('utf8')) as Trip);
}
