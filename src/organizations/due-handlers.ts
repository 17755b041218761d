import type { DueHandlers } from '../jobs/run-due-work.ts';
import type { Plans } from '../plans/plans.ts';
import type { Stores } from '../stores.ts';
import { expireInvitations } from './expire-invitations.ts';
import { lapseEnforcement } from './lapse-enforcement.ts';
import { remindDue, settleDue } from './settle-due.ts';

/** What is done when something of an organization is due. */
export function dueHandlers(plans: Plans): DueHandlers<Stores> {
  return {
    settle_sessions: (stores, work, now) => settleDue(stores, work, plans, now),
    deadline_reminder: (stores, work, now) => remindDue(stores, work, plans, now),
    async trial_end(stores, { organizationId }, now) {
      await lapseEnforcement(stores, organizationId, plans, now);
      return null;
    },
    async invitation_expiry(stores, { organizationId }, now) {
      await expireInvitations(stores, organizationId, now);
      return null;
    },
  };
}
