import ipaddr from 'ipaddr.js';
import type { Middleware } from 'koa';
import type { WebDeps } from '../context.ts';
import { requireReading } from '../http/methods.ts';
import { bareFrame } from '../pages/errors.ts';

/** Where mails can be read when no mail server is configured. */
export const developmentMailboxPath = '/development/mailbox';

/** Only on a development server and only for browsers on the same machine: the mails hold codes. */
export function developmentMailbox(deps: WebDeps): Middleware {
  return async (ctx, next) => {
    if (ctx.path !== developmentMailboxPath) return next();
    if (deps.keptMails === null || deps.production || !isLoopback(ctx.req.socket.remoteAddress))
      return next();
    requireReading(ctx);
    ctx.type = 'html';
    ctx.body = deps.renderer.renderPage({
      ...bareFrame(ctx),
      page: 'development-mailbox',
      mails: deps.keptMails.messages(),
    });
  };
}

/** The peer itself: a forwarded address could be anybody's. */
function isLoopback(address: string | undefined): boolean {
  if (address === undefined || !ipaddr.isValid(address)) return false;
  return ipaddr.process(address).range() === 'loopback';
}
