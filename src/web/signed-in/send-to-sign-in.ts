import type { ParameterizedContext } from 'koa';
import { type OwnRequest, ownAuthorizationPath } from '../../provider/own-client/own-client.ts';
import type { WebDeps } from '../http/context.ts';
import { seeOther } from '../http/see-other.ts';

export interface SignInTrip {
  /** What the browser keeps meanwhile, so that it alone brings the answer. */
  readonly request: OwnRequest;
  /** The address to fill in. */
  readonly email: string;
  /** `any`: who is signed in goes straight on, over what the policy still asks; `named`: the sign-in page comes up. */
  readonly account: 'any' | 'named';
  /** Further parameters of the authorization request. */
  readonly parameters?: Readonly<Record<string, string>>;
}

/**
 * Sends the browser from one of our own pages through the provider's own sign-in, which asks what is still to be proven and
 * comes back to us. Whoever is signed in steps up that way.
 */
export function sendToSignIn(
  { issuer }: Pick<WebDeps, 'issuer'>,
  ctx: ParameterizedContext,
  { request, email, account, parameters = {} }: SignInTrip,
): void {
  const prompt = account === 'named' ? { prompt: 'login' } : {};
  seeOther(ctx, ownAuthorizationPath(issuer, request, { login_hint: email, ...parameters, ...prompt }));
}
