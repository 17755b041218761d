import { findNotMeLink, reportByLink } from '../../self-service/activity/report-by-link.ts';
import type { WebDeps } from '../http/context.ts';
import { seeOther } from '../http/see-other.ts';
import { bareFrame } from '../pages/bare-frame.ts';
import { drawPage } from '../pages/draw-page.ts';
import { type FilledPage, filled } from '../pages/page.ts';
import type { PageFrame } from '../pages/page-frame.ts';
import type { PageRoute, RouteContext, RoutedPage } from '../pages/page-routes.ts';

export interface NotMeModel extends PageFrame {
  readonly state: 'confirm' | 'done';
  /** What the mail was about, as its words are found; null where nothing is asked any more. */
  readonly about: string | null;
}

/**
 * Where a mail leads whoever did not do what it tells. Nothing happens but by the form, since mail scanners open links; and
 * nobody needs to be signed in, for by then they may be shut out.
 */
export const notMePage: RoutedPage<NotMeModel> = {
  area: 'account',
  name: 'not-me',
  path: '/account/not-me/:token',
  actions: ['continue'],
  show,
  submit,
};

/** What comes after it; a token is longer than this name. */
export const notMeDone: PageRoute = {
  path: '/account/not-me/done',
  actions: [],
  show: (deps, ctx) => drawPage(deps, ctx, page(bareFrame(ctx), { state: 'done', about: null })),
};

async function show(deps: WebDeps, ctx: RouteContext): Promise<void> {
  const { about } = await findNotMeLink(deps.operations.db, ctx.params.token ?? '', deps.runtime.clock());
  await drawPage(deps, ctx, page(bareFrame(ctx), { state: 'confirm', about }));
}

async function submit(deps: WebDeps, ctx: RouteContext): Promise<void> {
  const actor = { kind: 'anonymous', sourceAddress: ctx.state.sourceAddress } as const;
  await reportByLink(deps.operations, ctx.params.token ?? '', { actor, now: deps.runtime.clock() });
  seeOther(ctx, notMeDone.path);
}

function page(frame: PageFrame, shown: Omit<NotMeModel, keyof PageFrame>): FilledPage {
  return filled(notMePage, { ...frame, ...shown });
}
