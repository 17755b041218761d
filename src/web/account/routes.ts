import type { PageRoute } from '../pages/page-routes.ts';
import { emailChangeOutcomes, emailChangePage } from './email-change.ts';

/** The pages of one's own account. */
export const accountRoutes: readonly PageRoute[] = [...emailChangeOutcomes, emailChangePage];
