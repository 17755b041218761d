import Router from '@koa/router';
import type { ParameterizedContext } from 'koa';
import { findEmailLink, followEmailLink } from '../../self-service/change-email.ts';
import type { RequestState, WebDeps } from '../context.ts';
import { drawPage } from '../pages/draw-page.ts';
import { bareFrame } from '../pages/errors.ts';
import type { EmailChangePage } from './email-change-page.ts';

type Context = ParameterizedContext<RequestState>;

/**
 * `/account/email/:token`: the links of a change of e-mail. They are followed by a form, since mail scanners open links;
 * nobody needs to be signed in, for the mailbox is what they prove. A token is longer than any name of a page.
 */
export function emailLinkRoutes(deps: WebDeps): Router<RequestState> {
  const router = new Router<RequestState>({ prefix: '/account/email' });
  for (const state of ['waiting', 'changed'] as const)
    router.get(`/${state}`, (ctx) => show(deps, ctx, { state, newEmail: null }));
  router.get('/:token', (ctx) => showLink(deps, ctx, ctx.params.token ?? ''));
  router.post('/:token', (ctx) => follow(deps, ctx, ctx.params.token ?? ''));
  return router;
}

async function showLink(deps: WebDeps, ctx: Context, token: string): Promise<void> {
  const { kind, newEmail } = await findEmailLink(deps.operations.db, token, deps.runtime.clock());
  show(deps, ctx, { state: kind === 'email_change' ? 'confirm' : 'consent', newEmail });
}

async function follow(deps: WebDeps, ctx: Context, token: string): Promise<void> {
  const { sourceAddress } = ctx.state;
  const now = deps.runtime.clock();
  const following = { sourceAddress, language: ctx.get('accept-language'), now };
  const outcome = await followEmailLink(deps.operations.db, token, following);
  ctx.status = 303;
  ctx.redirect(`/account/email/${outcome}`);
}

function show(deps: WebDeps, ctx: Context, showing: Pick<EmailChangePage, 'state' | 'newEmail'>): void {
  drawPage(deps, ctx, { ...bareFrame(ctx), page: 'email-change', ...showing });
}
