import { forgottenPath } from '../../passwords/reset-link.ts';
import { bareFrame } from '../pages/bare-frame.ts';
import { drawPage } from '../pages/draw-page.ts';
import { filled } from '../pages/page.ts';
import type { PageFrame } from '../pages/page-frame.ts';
import type { RoutedPage } from '../pages/page-routes.ts';
import { sentPath } from '../pages/paths.ts';

export interface ResetLinkSentModel extends PageFrame {
  readonly againPath: `/${string}`;
}

/** The same for every e-mail: perhaps a link is on its way. */
export const resetLinkSentPage: RoutedPage<ResetLinkSentModel> = {
  area: 'password',
  name: 'reset-link-sent',
  path: sentPath,
  actions: [],
  async show(deps, ctx) {
    await drawPage(deps, ctx, filled(resetLinkSentPage, { ...bareFrame(ctx), againPath: forgottenPath }));
  },
};
