import type { PageRoute } from '../pages/page-routes.ts';
import { callbackRoute } from './callback.ts';
import { joinPage } from './join.ts';
import { joinedPage } from './joined.ts';

/** `/invitations/:token`, and the way back to it from the sign-in. A token is longer than any name of a page. */
export const invitationRoutes: readonly PageRoute[] = [callbackRoute, joinedPage, joinPage];
