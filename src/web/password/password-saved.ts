import { bareFrame } from '../pages/bare-frame.ts';
import { drawPage } from '../pages/draw-page.ts';
import { filled } from '../pages/page.ts';
import type { PageFrame } from '../pages/page-frame.ts';
import type { RoutedPage } from '../pages/page-routes.ts';
import { accountPath, savedPath } from '../pages/paths.ts';

export interface PasswordSavedModel extends PageFrame {
  readonly accountPath: `/${string}`;
}

/** The end of a reset; nobody is signed in by it. */
export const passwordSavedPage: RoutedPage<PasswordSavedModel> = {
  area: 'password',
  name: 'password-saved',
  path: savedPath,
  actions: [],
  show: (deps, ctx) => drawPage(deps, ctx, filled(passwordSavedPage, { ...bareFrame(ctx), accountPath })),
};
