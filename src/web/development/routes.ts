import type { WebDeps } from '../http/context.ts';
import type { PageRoute } from '../pages/page-routes.ts';
import { developmentMailboxPage } from './development-mailbox.ts';

/** The pages of `/development`; a server in production has none of them. */
export function developmentRoutes({ keptMails, production }: WebDeps): readonly PageRoute[] {
  return keptMails === null || production ? [] : [developmentMailboxPage];
}
