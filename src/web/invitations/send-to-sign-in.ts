import { invitationParameter } from '../../provider/decisions/joining.ts';
import { ownAuthorizationPath } from '../../provider/own-client/own-client.ts';
import type { WebDeps } from '../context.ts';
import { seeOther } from '../http/see-other.ts';
import type { RouteContext } from '../pages/page-routes.ts';
import { beginJoin } from './cookie.ts';

/**
 * Sends the browser through the provider's own sign-in, which asks what joining takes and comes back to the callback.
 * @param to.account `any`: who is signed in goes straight on; `named`: the sign-in page comes up in any case
 */
export function sendToSignIn(
  { issuer }: WebDeps,
  ctx: RouteContext,
  to: { readonly tokenHash: Buffer; readonly email: string; readonly account: 'any' | 'named' },
): void {
  const pending = beginJoin(ctx, issuer, to.tokenHash);
  seeOther(
    ctx,
    ownAuthorizationPath(issuer, pending, {
      login_hint: to.email,
      [invitationParameter]: pending.invitation,
      ...(to.account === 'named' ? { prompt: 'login' } : {}),
    }),
  );
}
