import { invitationParameter } from '../../provider/decisions/joining.ts';
import { invitationCallbackPath } from '../../provider/own-client/own-client.ts';
import type { WebDeps } from '../http/context.ts';
import type { RouteContext } from '../pages/page-routes.ts';
import { type SignInTrip, sendToSignIn } from '../signed-in/send-to-sign-in.ts';
import { beginJoin } from './cookie.ts';

/** Through the sign-in, which asks what joining takes and comes back to the callback. */
export function goToSignIn(
  deps: WebDeps,
  ctx: RouteContext,
  { tokenHash, email, account }: Pick<SignInTrip, 'email' | 'account'> & { readonly tokenHash: Buffer },
): void {
  const request = beginJoin(ctx, deps.issuer, tokenHash);
  const parameters = { [invitationParameter]: request.invitation };
  sendToSignIn(deps, ctx, { request, callback: invitationCallbackPath, email, account, parameters });
}
