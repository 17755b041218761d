import { bareFrame } from '../pages/bare-frame.ts';
import { drawPage } from '../pages/draw-page.ts';
import { filled } from '../pages/page.ts';
import type { PageFrame } from '../pages/page-frame.ts';
import type { RoutedPage } from '../pages/page-routes.ts';

export interface HomeModel extends PageFrame {
  readonly discoveryPath: `/${string}`;
}

/** @see OpenID Connect Discovery 1.0, section 4 */
const discoveryPath = '/.well-known/openid-configuration';

/** Who typed the issuer's address is told what this is, and developers where its settings are. */
export const homePage: RoutedPage<HomeModel> = {
  area: 'site',
  name: 'home',
  path: '/',
  actions: [],
  show: (deps, ctx) => drawPage(deps, ctx, filled(homePage, { ...bareFrame(ctx), discoveryPath })),
};
