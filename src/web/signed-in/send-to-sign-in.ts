import type { ParameterizedContext } from 'koa';
import { type OwnRequest, ownAuthorizationPath } from '../../provider/own-client/own-client.ts';
import type { WebDeps } from '../http/context.ts';
import { seeOther } from '../http/see-other.ts';

export interface SignInTrip {
  /** What the browser keeps meanwhile, so that it alone brings the answer. */
  readonly request: OwnRequest;
  /** Where it comes back to. */
  readonly callback: string;
  /** The address to fill in; null where it is not known. */
  readonly email: string | null;
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
  { request, callback, email, account, parameters = {} }: SignInTrip,
): void {
  const hint: Record<string, string> = email === null ? {} : { login_hint: email };
  const prompt = account === 'named' ? { prompt: 'login' } : {};
  seeOther(
    ctx,
    ownAuthorizationPath(issuer, { ...request, callback }, { ...hint, ...parameters, ...prompt }),
  );
}
