import { invitationParameter } from '../../provider/decisions/joining.ts';
import { ownAuthorizationPath } from '../../provider/own-client/own-client.ts';
import type { WebDeps } from '../context.ts';
import { beginJoin } from './cookie.ts';
import type { JoinContext } from './join-page.ts';

/**
 * Sends the browser through the provider's own sign-in, which asks what joining takes and comes back to the callback.
 * @param to.account `any`: who is signed in goes straight on; `named`: the sign-in page comes up in any case
 */
export function sendToSignIn(
  { issuer }: WebDeps,
  ctx: JoinContext,
  to: { readonly tokenHash: Buffer; readonly email: string; readonly account: 'any' | 'named' },
): void {
  const pending = beginJoin(ctx, issuer, to.tokenHash);
  ctx.status = 303;
  ctx.redirect(
    ownAuthorizationPath(issuer, pending, {
      login_hint: to.email,
      [invitationParameter]: pending.invitation,
      ...(to.account === 'named' ? { prompt: 'login' } : {}),
    }),
  );
}
