import type { PageRoute } from '../pages/page-routes.ts';
import { homePage } from './home.ts';

/** What stands at the address of the issuer itself. */
export const siteRoutes: readonly PageRoute[] = [homePage];
