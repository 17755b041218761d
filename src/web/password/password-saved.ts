import { bareFrame } from '../pages/bare-frame.ts';
import { drawPage } from '../pages/draw-page.ts';
import { filled } from '../pages/page.ts';
import type { PageFrame } from '../pages/page-frame.ts';
import type { RoutedPage } from '../pages/page-routes.ts';
import { savedPath } from '../pages/paths.ts';

/** The end of a reset; nobody is signed in by it, and which application it was for nobody knows any more. */
export const passwordSavedPage: RoutedPage<PageFrame> = {
  area: 'password',
  name: 'password-saved',
  path: savedPath,
  actions: [],
  show: (deps, ctx) => drawPage(deps, ctx, filled(passwordSavedPage, bareFrame(ctx))),
};
