import type { AnyAreaPage } from '../../areas/area-page.ts';
import { userPage } from './user.ts';
import { userResetPage } from './user-reset.ts';
import { userSessionsPage } from './user-sessions.ts';
import { userTicketPage } from './user-ticket.ts';
import { usersPage } from './users.ts';

/** `/operator/users`, and what is done there. */
export const userPages: readonly AnyAreaPage[] = [
  usersPage,
  userPage,
  userResetPage,
  userSessionsPage,
  userTicketPage,
];
