import type { UserModel } from '../../../../../src/web/operator/users/user.ts';
import type { UserResetModel } from '../../../../../src/web/operator/users/user-reset.ts';
import type { UserSessionsModel } from '../../../../../src/web/operator/users/user-sessions.ts';
import type { UserTicketModel } from '../../../../../src/web/operator/users/user-ticket.ts';
import type { UsersModel } from '../../../../../src/web/operator/users/users.ts';
import { midnight, operatorFrame } from '../../../support/frames.ts';

const frame = {
  ...operatorFrame,
  area: {
    ...operatorFrame.area,
    tabs: operatorFrame.area.tabs.map((each) => ({ ...each, isCurrent: each.tab === 'users' })),
  },
};

const hour = 60 * 60 * 1000;
const then = midnight - 500 * hour;

export const usersModel: UsersModel = {
  ...frame,
  asked: 'ann@acme.example',
  person: { id: 'p1', email: 'ann@acme.example', name: 'Ann Marsh' },
  locked: {
    total: 120,
    people: [
      { id: 'p2', email: 'bob@acme.example', name: 'Bob', failures: 6, until: midnight },
      { id: 'p3', email: 'eve@acme.example', name: null, failures: 50, until: null },
    ],
  },
};

export const userModel: UserModel = {
  ...frame,
  id: 'p1',
  email: 'ann@acme.example',
  name: 'Ann Marsh',
  emailVerified: true,
  createdAt: then,
  isOperator: true,
  deactivatedAt: then + hour,
  mustEnroll: true,
  passwordResetDue: true,
  factors: [
    { kind: 'totp', confirmedAt: then, lastUsedAt: then + hour },
    { kind: 'webauthn', confirmedAt: then, lastUsedAt: null },
  ],
  recoveryCodesLeft: 7,
  lock: { failures: 6, until: midnight },
  sessions: { count: 2, hasMore: false },
  memberships: [
    { slug: 'acme', organization: 'Acme', role: 'owner', suspended: null },
    { slug: 'bolt', organization: 'Bolt', role: 'member', suspended: 'by_rule' },
  ],
  events: [{ at: then, type: 'account.created', byKind: 'operator' }],
  isOwn: false,
};

const who = { id: 'p1', person: 'Ann Marsh', email: 'ann@acme.example' };

export const userResetModel: UserResetModel = {
  ...frame,
  ...who,
  factors: [{ kind: 'totp' }, { kind: 'webauthn' }],
};

export const userSessionsModel: UserSessionsModel = {
  ...frame,
  ...who,
  sessions: { count: 2, hasMore: false },
  isOwn: false,
};

export const userTicketModel: UserTicketModel = {
  ...frame,
  ...who,
  ticket: { code: 'abcd-efgh-jkmn-pqrs', until: midnight },
};
