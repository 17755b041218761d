import type { EnforceModel } from '../../../../../src/web/console/members/enforce.ts';
import type { MemberModel } from '../../../../../src/web/console/members/member.ts';
import type { MemberLine } from '../../../../../src/web/console/members/member-line.ts';
import type { MembersModel } from '../../../../../src/web/console/members/members.ts';
import type { NotManagedModel } from '../../../../../src/web/console/members/not-managed.ts';
import type { OverrideModel } from '../../../../../src/web/console/members/override.ts';
import type { RemoveModel } from '../../../../../src/web/console/members/remove.ts';
import type { ResetDeviceModel } from '../../../../../src/web/console/members/reset-device.ts';
import type { RoleModel } from '../../../../../src/web/console/members/role.ts';
import type { RoleConfirmModel } from '../../../../../src/web/console/members/role-confirm.ts';
import type { SubjectModel } from '../../../../../src/web/console/members/subject.ts';
import type { SuspensionModel } from '../../../../../src/web/console/members/suspension.ts';
import type { TicketModel } from '../../../../../src/web/console/members/ticket.ts';
import type { TicketCodeModel } from '../../../../../src/web/console/members/ticket-code.ts';
import { consoleFrame, midnight } from '../../../support/frames.ts';

const hour = 60 * 60 * 1000;

export const memberIds = [1, 2, 3, 4].map((n) => `00000000-0000-4000-8000-00000000000${n}`);

const [annId = '', bramId = '', elifId = '', carlaId = ''] = memberIds;

const ann: MemberLine = {
  id: annId,
  name: 'Ann Marsh',
  email: 'ann@acme.example',
  role: 'owner',
  status: 'protected',
  requiredFrom: midnight,
  override: null,
  suspended: null,
  locked: null,
  factors: [{ kind: 'totp' }, { kind: 'webauthn' }],
  lastMfaAt: midnight - 74 * hour,
};

const bram: MemberLine = {
  ...ann,
  id: bramId,
  name: 'Bram de Wit',
  email: 'bram@acme.example',
  role: 'member',
  status: 'pending',
  locked: { until: midnight - 71 * hour },
  factors: [],
  lastMfaAt: null,
};

export const membersModel: MembersModel = {
  ...consoleFrame,
  slug: 'acme',
  counts: {
    members: 48,
    protected: 41,
    pending: 6,
    unprotected: 1,
    exempt: 1,
    exemptionsEnding: 1,
    suspended: 1,
    locked: 2,
    invited: 3,
    invitationsEnding: 1,
    seats: 55,
    seatsInUse: 51,
  },
  enforcement: { state: 'scheduled', from: midnight, isForEveryone: true },
  members: [
    ann,
    bram,
    {
      ...bram,
      id: elifId,
      name: null,
      email: 'elif@acme.example',
      status: 'unprotected',
      requiredFrom: null,
      override: { kind: 'exempt', until: midnight + 200 * hour },
      locked: { until: null },
    },
    {
      ...ann,
      id: carlaId,
      name: 'Carla Jansen',
      email: 'carla@acme.example',
      override: { kind: 'required', until: null },
      suspended: 'by_admin',
    },
  ],
  matching: 47,
  set: { suspended: 'false' },
  sort: 'name',
  links: {
    here: '?suspended=false',
    sortedBy: {
      joined: '?suspended=false&sort=joined',
      email: '?suspended=false&sort=email',
      name: '?suspended=false',
    },
    without: { suspended: '' },
    export: '?suspended=false',
    next: '?suspended=false&cursor=x',
    isFirst: true,
  },
  isAllChosen: false,
};

const subject: SubjectModel = {
  ...consoleFrame,
  slug: 'acme',
  organization: 'Acme',
  member: bram,
  barred: null,
  withoutEnforcement: null,
};

export const memberModel: MemberModel = {
  ...subject,
  member: { ...bram, override: { kind: 'exempt', until: midnight + 300 * hour } },
  reason: 'New phone is on its way',
  memberSince: midnight - 5000 * hour,
  use: { sessions: 2, lastSeenAt: midnight - 72 * hour, lastSignInAt: midnight - 80 * hour },
  isManaged: true,
  barredFromAccount: null,
  reminder: { state: 'sent', at: midnight - 73 * hour, againAt: midnight - 49 * hour },
  history: [
    { at: midnight - 73 * hour, type: 'member.reminded', doer: 'Ann Marsh', network: null },
    { at: midnight - 80 * hour, type: 'account.signed_in', doer: null, network: '192.0.2.7' },
  ],
};

/** Of an account that belongs to others as well, and is suspended. */
export const elsewhereModel: MemberModel = {
  ...memberModel,
  member: { ...bram, suspended: 'by_rule', locked: null, factors: [{ kind: 'totp' }] },
  reason: null,
  use: null,
  isManaged: false,
  barredFromAccount: 'not_managed',
  reminder: { state: 'not_needed' },
  history: [],
};

export const ownModel: MemberModel = {
  ...memberModel,
  member: ann,
  barred: 'own',
  barredFromAccount: 'own',
  reminder: { state: 'not_needed' },
};

export const roleModel: RoleModel = {
  ...subject,
  roles: [{ role: 'member' }, { role: 'admin' }, { role: 'owner' }],
  chosen: { role: 'admin' },
};

export const roleConfirmModel: RoleConfirmModel = { ...subject, member: ann, after: { role: 'member' } };

export const overrideModel: OverrideModel = {
  ...subject,
  date: '2026-12-12',
  time: '00:00',
  reason: 'New phone',
  chosen: { override: 'exempt' },
};

export const enforceModel: EnforceModel = {
  ...subject,
  isNew: true,
  endsSessions: true,
  after: { override: 'required' },
  reason: '',
  sessions: 2,
};

export const resetDeviceModel: ResetDeviceModel = { ...subject, member: ann, sessions: 2, needsTicket: true };

export const ticketModel: TicketModel = { ...subject, validForSeconds: 3 * 86_400 };

export const ticketCodeModel: TicketCodeModel = {
  ...subject,
  ticket: { code: 'ABCD-EFGH-JKLM', until: midnight },
};

export const notManagedModel: NotManagedModel = {
  ...subject,
  domain: 'globex.example',
  askedAgainAt: midnight,
};

export const suspensionModel: SuspensionModel = { ...subject, reason: '' };

export const removeModel: RemoveModel = { ...subject, isManaged: true };
