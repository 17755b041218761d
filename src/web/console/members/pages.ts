import type { AnyAreaPage } from '../../areas/area-page.ts';
import { changesPage } from './changes.ts';
import { enforcePage } from './enforce.ts';
import { exportPage } from './export.ts';
import { jobPage } from './job.ts';
import { memberPage } from './member.ts';
import { membersPage } from './members.ts';
import { notManagedPage } from './not-managed.ts';
import { overridePage } from './override.ts';
import { removePage } from './remove.ts';
import { resetDevicePage } from './reset-device.ts';
import { rolePage } from './role.ts';
import { roleConfirmPage } from './role-confirm.ts';
import { suspensionPage } from './suspension.ts';
import { ticketPage } from './ticket.ts';
import { ticketCodePage } from './ticket-code.ts';

/** `/console/:slug/members`, and what is done there. */
export const memberPages: readonly AnyAreaPage[] = [
  membersPage,
  changesPage,
  exportPage,
  jobPage,
  memberPage,
  rolePage,
  roleConfirmPage,
  overridePage,
  enforcePage,
  ticketPage,
  ticketCodePage,
  resetDevicePage,
  notManagedPage,
  suspensionPage,
  removePage,
];
