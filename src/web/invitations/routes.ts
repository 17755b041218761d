import Router from '@koa/router';
import type { RequestState, WebDeps } from '../context.ts';
import { bareFrame } from '../pages/errors.ts';
import { callback, showJoined, signInAgain } from './callback.ts';
import { showInvitation, submitInvitation } from './invitation.ts';

/** `/invitations/:token`, and the way back to it from the sign-in. A token is longer than any name of a page. */
export function invitationRoutes(deps: WebDeps): Router<RequestState> {
  const router = new Router<RequestState>({ prefix: '/invitations' });
  router.get('/callback', (ctx) => callback(deps, ctx));
  router.post('/callback', (ctx) => signInAgain(deps, ctx));
  router.get('/joined', (ctx) => showJoined(deps, ctx, bareFrame(ctx)));
  router.get('/:token', (ctx) => showInvitation(deps, ctx, ctx.params.token ?? ''));
  router.post('/:token', (ctx) => submitInvitation(deps, ctx, ctx.params.token ?? ''));
  return router;
}
