import { hashLinkToken } from '../../../src/links/one-time-links.ts';
import type { AdminContext } from '../../../src/organizations/core/admin-context.ts';
import { invite } from '../../../src/organizations/invitations/invite.ts';
import {
  resendInvitation,
  revokeInvitation,
} from '../../../src/organizations/invitations/pending-invitation.ts';
import { acceptInvitation } from '../../../src/organizations/joining/accept-invitation.ts';
import { signUpInvited } from '../../../src/organizations/joining/sign-up.ts';
import { addMember } from '../../../src/organizations/members/add-member.ts';
import { askOperator } from '../../../src/organizations/members/ask-operator.ts';
import { changeMember } from '../../../src/organizations/members/change-member.ts';
import { issueInviteeTicket, issueTicket } from '../../../src/organizations/members/issue-ticket.ts';
import { remindMember } from '../../../src/organizations/members/remind-member.ts';
import { removeMember } from '../../../src/organizations/members/remove-member.ts';
import {
  orderMatchingResets,
  orderNamedResets,
} from '../../../src/organizations/resets/order-password-resets.ts';
import { resetDevice, resetDeviceOfAnybody } from '../../../src/organizations/resets/reset-device.ts';
import { joinByDomain } from '../../../src/self-service/join-by-domain.ts';
import { leaveOrganization } from '../../../src/self-service/leave-organization.ts';
import { acceptOwnInvitation, ownInvitations } from '../../../src/self-service/own-invitations.ts';
import { depsOn, issuer, type Operation, pat, sourceAddress } from './operations.ts';
import { now, password, type Scene } from './scene.ts';

const operator: AdminContext = { actor: { kind: 'operator' }, admin: null, now };

function target({ organizationId, pat: userId }: Scene) {
  return { organizationId, userId };
}

/** What administrators and the operator do about Pat. */
const aboutMembers: readonly Operation[] = [
  {
    name: 'choose a member',
    run: (db, scene) =>
      changeMember(depsOn(db), operator, { ...target(scene), change: { override: 'required' } }),
  },
  {
    name: 'suspend a member',
    run: (db, scene) => changeMember(depsOn(db), operator, { ...target(scene), change: { suspended: true } }),
  },
  {
    name: 'change somebody whose suspension has ended',
    run: (db, { organizationId, ida: userId }) =>
      changeMember(depsOn(db), operator, { organizationId, userId, change: { role: 'admin' } }),
  },
  {
    name: 'add a member',
    ready: ['DELETE FROM members WHERE organization_id = :organization AND user_id = :pat'],
    run: (db, scene) => {
      const wanted = {
        ...target(scene),
        role: 'member',
        override: 'required',
        told: 'organization',
      } as const;
      return addMember(depsOn(db), operator, wanted);
    },
  },
  { name: 'remove a member', run: (db, scene) => removeMember(depsOn(db), operator, target(scene)) },
  {
    name: 'reset a device',
    run: (db, scene) => resetDevice(depsOn(db), operator, target(scene)),
  },
  {
    name: 'reset anybody’s device',
    run: (db, { pat }) => resetDeviceOfAnybody(depsOn(db), { actor: operator.actor, now }, pat),
  },
  { name: 'issue a ticket', run: (db, scene) => issueTicket(db, operator, target(scene)) },
  {
    name: 'issue a ticket for an invitee',
    run: (db, { organizationId, invitations }) =>
      issueInviteeTicket(db, operator, { organizationId, id: invitations.pat.id }),
  },
  {
    name: 'ask the operator',
    run: (db, scene) => askOperator({ db, issuer }, operator, target(scene)),
    ready: ['DELETE FROM organization_domains WHERE organization_id = :organization'],
  },
  {
    name: 'remind a member',
    run: (db, { organizationId, ron: userId }) =>
      remindMember(depsOn(db), operator, { organizationId, userId }),
  },
  {
    name: 'order some resets',
    run: (db, { organizationId, pat: id, ron }) =>
      orderNamedResets({ ...depsOn(db), issuer, isMailWorking: async () => true }, operator, {
        organizationId,
        named: [ron, id],
        mustEnroll: true,
      }),
    ready: [chosenByReset()],
  },
  {
    name: 'order all resets',
    run: (db, { organizationId }) =>
      orderMatchingResets({ ...depsOn(db), issuer, isMailWorking: async () => true }, operator, {
        organizationId,
        mustEnroll: true,
        matching: { status: null, text: null },
        mode: 'write',
      }),
    ready: [chosenByReset()],
  },
];

/** A policy under which whoever gets a new password is chosen as well; those of other organizations stay. */
function chosenByReset(): string {
  return `UPDATE organizations SET enforcement = enforcement ||
    '{"required":"nobody","activation":{"kind":"immediately"},"sessions":"end_now"}' WHERE id = :organization`;
}

const gone = 'DELETE FROM members WHERE organization_id = :organization AND user_id = :pat';

/** Joining and leaving. */
const memberships: readonly Operation[] = [
  {
    name: 'leave',
    run: async (db, scene) => leaveOrganization(db, await pat(db, scene), `${scene.slug}-one`),
  },
  {
    name: 'join by domain',
    ready: [gone],
    run: async (db, scene) =>
      joinByDomain({ ...depsOn(db), enrollable: ['totp'] }, await pat(db, scene), `${scene.slug}-one`),
  },
  {
    name: 'accept an invitation to oneself',
    ready: [gone],
    run: async (db, scene) => {
      const myself = await pat(db, scene);
      const [offer] = await ownInvitations(db, myself.person, now);
      return acceptOwnInvitation({ ...depsOn(db), enrollable: ['totp'] }, myself, offer?.id ?? '');
    },
  },
  {
    name: 'accept an invitation',
    ready: [gone],
    run: (db, { invitations, pat: userId, sessionUid }) => {
      const accepting = {
        tokenHash: hashLinkToken(invitations.pat.token),
        userId,
        session: { uid: sessionUid },
        sourceAddress,
      };
      return acceptInvitation({ ...depsOn(db), enrollable: ['totp'] }, accepting, now);
    },
  },
  {
    name: 'sign up',
    run: (db, { invitations }) => {
      const signUp = {
        tokenHash: hashLinkToken(invitations.stranger.token),
        name: 'Sam',
        password,
        sourceAddress,
      };
      return signUpInvited(depsOn(db), signUp, now);
    },
  },
  {
    name: 'invite',
    run: (db, { organizationId, slug }) => {
      const wanted = {
        organizationId,
        email: `una@${slug}.example`,
        role: 'member',
        addSeats: 1,
        language: '',
      } as const;
      return invite({ ...depsOn(db), issuer }, operator, wanted);
    },
  },
  {
    name: 'invite once more',
    run: (db, { organizationId, invitations }) => {
      const resent = { organizationId, id: invitations.stranger.id, language: '' };
      return resendInvitation({ ...depsOn(db), issuer }, operator, resent);
    },
  },
  {
    name: 'revoke an invitation',
    run: (db, { organizationId, invitations }) =>
      revokeInvitation({ db }, operator, { organizationId, id: invitations.pat.id }),
  },
];

export const operationsOfOrganizations: readonly Operation[] = [...aboutMembers, ...memberships];
