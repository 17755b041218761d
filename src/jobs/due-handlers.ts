import { revokeDue } from '../organizations/ending/revoke-due.ts';
import { expireEnforcement } from '../organizations/enforcement/expire-enforcement.ts';
import { expireInvitations } from '../organizations/invitations/expire-invitations.ts';
import { remindTrialEnd } from '../organizations/telling/remind-trial-end.ts';
import { announceDue, remindDue } from '../organizations/telling/tell-members.ts';
import type { Plans } from '../plans/plans.ts';
import type { Stores } from '../stores.ts';
import type { DueHandlers } from './run-due-work.ts';

/** What is done when something of an organization is due. */
export function dueHandlers(plans: Plans): DueHandlers<Stores> {
  return {
    revoke_sessions: (stores, work, now) => revokeDue(stores, work, { plans, now }),
    policy_announcement: (stores, work, now) => announceDue(stores, work, { plans, now }),
    deadline_reminder: (stores, work, now) => remindDue(stores, work, { plans, now }),
    async trial_end(stores, { organizationId }, now) {
      await expireEnforcement(stores, organizationId, { plans, now });
      return null;
    },
    async trial_reminder(stores, work, now) {
      await remindTrialEnd(stores, work, { plans, now });
      return null;
    },
    async invitation_expiry(stores, { organizationId }, now) {
      await expireInvitations(stores, organizationId, now);
      return null;
    },
  };
}
