import { confirmAddress, findWaitingAddress } from '../../organizations/profile/notification-address.ts';
import type { WebDeps } from '../http/context.ts';
import { seeOther } from '../http/see-other.ts';
import { bareFrame } from '../pages/bare-frame.ts';
import { drawPage } from '../pages/draw-page.ts';
import { type FilledPage, filled } from '../pages/page.ts';
import type { PageFrame } from '../pages/page-frame.ts';
import type { PageRoute, RouteContext, RoutedPage } from '../pages/page-routes.ts';

export interface NotificationAddressModel extends PageFrame {
  readonly state: 'confirm' | 'done';
  /** What is asked; null where nothing is any more. */
  readonly asked: { readonly organization: string; readonly email: string } | null;
}

/**
 * Where a mailbox agrees to be told what happens in an organization. Nothing happens but by the form, since mail scanners open
 * links; and nobody needs to be signed in, for the mailbox is what it proves.
 */
export const notificationAddressPage: RoutedPage<NotificationAddressModel> = {
  area: 'account',
  name: 'notification-address',
  path: '/account/notification-address/:token',
  actions: ['continue'],
  show,
  submit,
};

/** What comes after it; a token is longer than this name. */
export const notificationAddressDone: PageRoute = {
  path: '/account/notification-address/done',
  actions: [],
  show: (deps, ctx) => drawPage(deps, ctx, page(bareFrame(ctx), { state: 'done', asked: null })),
};

async function show(deps: WebDeps, ctx: RouteContext): Promise<void> {
  const { db } = deps.operations;
  const { organization, email } = await findWaitingAddress(db, ctx.params.token ?? '', deps.runtime.clock());
  const asked = { organization: organization.name, email };
  await drawPage(deps, ctx, page(bareFrame(ctx), { state: 'confirm', asked }));
}

async function submit(deps: WebDeps, ctx: RouteContext): Promise<void> {
  const actor = { kind: 'anonymous', sourceAddress: ctx.state.sourceAddress } as const;
  await confirmAddress(deps.operations, ctx.params.token ?? '', { actor, now: deps.runtime.clock() });
  seeOther(ctx, notificationAddressDone.path);
}

function page(frame: PageFrame, shown: Omit<NotificationAddressModel, keyof PageFrame>): FilledPage {
  return filled(notificationAddressPage, { ...frame, ...shown });
}
