import ipaddr from 'ipaddr.js';
import type { Instant } from '../../policy/facts.ts';
import { Refusal } from '../../refusal/refusal.ts';
import type { WebDeps } from '../http/context.ts';
import { bareFrame } from '../pages/bare-frame.ts';
import { drawPage } from '../pages/draw-page.ts';
import { filled } from '../pages/page.ts';
import type { PageFrame } from '../pages/page-frame.ts';
import type { RouteContext, RoutedPage } from '../pages/page-routes.ts';

/** Where mails can be read when no mail server is configured. */
export const developmentMailboxPath = '/development/mailbox';

export interface DevelopmentMail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly sentAt: Instant;
}

export interface DevelopmentMailboxModel extends PageFrame {
  /** Oldest first, as the mailbox keeps them; the page shows the newest first. */
  readonly mails: readonly DevelopmentMail[];
}

/** The newest of them are on the page. */
const shownMails = 100;

/** The mails that would have been sent; a server that sends them, or is in production, has no such page. */
export const developmentMailboxPage: RoutedPage<DevelopmentMailboxModel> = {
  area: 'development',
  name: 'development-mailbox',
  isWide: true,
  path: developmentMailboxPath,
  actions: [],
  show,
};

/** Only for browsers on the same machine, also where a proxy there says where they are: the mails hold codes. */
async function show(deps: WebDeps, ctx: RouteContext): Promise<void> {
  const isHere = isLoopback(ctx.req.socket.remoteAddress) && isLoopback(ctx.state.sourceAddress);
  if (deps.keptMails === null || !isHere) throw new Refusal('not_found');
  const mails = deps.keptMails.messages().slice(-shownMails);
  await drawPage(deps, ctx, filled(developmentMailboxPage, { ...bareFrame(ctx), mails }));
}

function isLoopback(address: string | undefined): boolean {
  if (address === undefined || !ipaddr.isValid(address)) return false;
  return ipaddr.process(address).range() === 'loopback';
}
