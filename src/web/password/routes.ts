import Router from '@koa/router';
import type { RequestState, WebDeps } from '../context.ts';
import { forgottenPath, savedPath, sentPath } from '../pages/paths.ts';
import { showForgotten, showSent, submitForgotten } from './forgotten.ts';
import { showReset, showSaved, submitReset } from './reset.ts';

/** The pages of a forgotten password, and of one that an administrator has made worthless. */
export function passwordRoutes(deps: WebDeps): Router<RequestState> {
  const router = new Router<RequestState>();
  router.get(forgottenPath, (ctx) => showForgotten(deps, ctx));
  router.post(forgottenPath, (ctx) => submitForgotten(deps, ctx));
  router.get(sentPath, (ctx) => showSent(deps, ctx));
  router.get('/password/reset/:token', (ctx) => showReset(deps, ctx, ctx.params.token ?? ''));
  router.post('/password/reset/:token', (ctx) => submitReset(deps, ctx, ctx.params.token ?? ''));
  router.get(savedPath, (ctx) => showSaved(deps, ctx));
  return router;
}
