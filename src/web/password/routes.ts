import type { PageRoute } from '../pages/page-routes.ts';
import { forgottenPasswordPage } from './forgotten-password.ts';
import { passwordSavedPage } from './password-saved.ts';
import { resetRoute } from './reset.ts';
import { resetLinkSentPage } from './reset-link-sent.ts';

/** The pages of a forgotten password, and of one that an administrator has invalidated. */
export const passwordRoutes: readonly PageRoute[] = [
  forgottenPasswordPage,
  resetLinkSentPage,
  resetRoute,
  passwordSavedPage,
];
