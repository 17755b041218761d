import { changesPage } from '../../../../../src/web/console/members/changes.ts';
import { enforcePage } from '../../../../../src/web/console/members/enforce.ts';
import { exportPage } from '../../../../../src/web/console/members/export.ts';
import { jobPage } from '../../../../../src/web/console/members/job.ts';
import { memberPage } from '../../../../../src/web/console/members/member.ts';
import { membersPage } from '../../../../../src/web/console/members/members.ts';
import { notManagedPage } from '../../../../../src/web/console/members/not-managed.ts';
import { overridePage } from '../../../../../src/web/console/members/override.ts';
import { removePage } from '../../../../../src/web/console/members/remove.ts';
import { resetDevicePage } from '../../../../../src/web/console/members/reset-device.ts';
import { rolePage } from '../../../../../src/web/console/members/role.ts';
import { roleConfirmPage } from '../../../../../src/web/console/members/role-confirm.ts';
import { suspensionPage } from '../../../../../src/web/console/members/suspension.ts';
import { ticketPage } from '../../../../../src/web/console/members/ticket.ts';
import { ticketCodePage } from '../../../../../src/web/console/members/ticket-code.ts';
import { type FilledPage, filled } from '../../../../../src/web/pages/page.ts';
import { changesModel, doneJobModel, exportModel, jobModel, resetsModel } from './bulk-models.ts';
import {
  elsewhereModel,
  enforceModel,
  memberModel,
  membersModel,
  notManagedModel,
  overrideModel,
  ownModel,
  removeModel,
  resetDeviceModel,
  roleConfirmModel,
  roleModel,
  suspensionModel,
  ticketCodeModel,
  ticketModel,
} from './models.ts';

/** A name of 80 characters. */
const longName = 'Wolfeschlegelsteinhausenbergerdorff-Vandersteen van den Broeck der III. abcdefgh';

/** One model of every page about members, more where it has several forms. */
export const memberSamples: readonly FilledPage[] = [
  filled(membersPage, membersModel),
  filled(membersPage, { ...membersModel, members: [], matching: 0, isAllChosen: true }),
  filled(membersPage, { ...membersModel, counts: { ...membersModel.counts, seats: null } }),
  filled(membersPage, {
    ...membersModel,
    members: membersModel.members.map((each) => ({ ...each, name: longName })),
    matching: null,
    isAllChosen: true,
  }),
  filled(memberPage, memberModel),
  filled(memberPage, elsewhereModel),
  filled(memberPage, { ...memberModel, withoutEnforcement: 'not_allowed' }),
  filled(memberPage, { ...ownModel, member: { ...ownModel.member, name: longName } }),
  filled(rolePage, roleModel),
  filled(roleConfirmPage, roleConfirmModel),
  filled(overridePage, overrideModel),
  filled(enforcePage, enforceModel),
  filled(ticketPage, ticketModel),
  filled(ticketCodePage, ticketCodeModel),
  filled(resetDevicePage, resetDeviceModel),
  filled(resetDevicePage, { ...resetDeviceModel, barred: 'not_managed' }),
  filled(notManagedPage, notManagedModel),
  filled(suspensionPage, suspensionModel),
  filled(suspensionPage, {
    ...suspensionModel,
    member: { ...suspensionModel.member, suspended: 'by_rule' },
  }),
  filled(removePage, removeModel),
  filled(changesPage, changesModel),
  filled(changesPage, resetsModel),
  filled(changesPage, { ...changesModel, change: null }),
  filled(exportPage, exportModel),
  filled(jobPage, jobModel),
  filled(jobPage, doneJobModel),
];

/** Forms of these pages that were refused. */
export const refusedMemberSamples: readonly FilledPage[] = [
  filled(overridePage, {
    ...overrideModel,
    problem: { code: 'invalid_document', field: 'until_date', detail: {} },
  }),
];
